"""What people write and keep beside a thing: comments. Files are in `records`."""

from __future__ import annotations

from django.db import models

from .base import LIVING, Row


class Comment(Row):
    """Something a colleague wrote beside a thing. Its text is an internal note, and personal."""

    PERSONAL: frozenset[str] = frozenset({"note"})

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    note = models.TextField()
    # Who was told, so that an edit tells only those who are new.
    mentions = models.JSONField(default=list)
    edited_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(
        "kernel.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id", "created_at"],
                name="comment_subject",
                condition=LIVING,
            ),
        ]
