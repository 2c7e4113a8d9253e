"""What people keep beside a thing: notes, stars, when they looked. Files are in `records`."""

from __future__ import annotations

from django.db import models

from .base import LIVING, Row, uuid7


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


class Visit(models.Model):
    """When somebody last looked at a thing. For their own list of recent ones; no fact."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("kernel.Person", models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_kind", "subject_id"], name="visit_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="visit_latest")]


class Favourite(Row):
    """A thing that somebody has marked with a star."""

    person = models.ForeignKey("kernel.Person", models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_kind", "subject_id"],
                condition=LIVING,
                name="favourite_once",
            ),
        ]
