"""What somebody asks a manager for, and what was said about it."""

from __future__ import annotations

from django.db import models

from .base import LIVING, Row

DECISIONS = ("", "approved", "refused")


class Approval(Row):
    """A request: `created_by` asks. Open until somebody decides; kinds are registered."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    team = models.ForeignKey("kernel.Team", models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    # By when it should be decided, and from when it is meant to hold.
    due = models.DateField(null=True, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    # Of what was asked for: something else needs asking again.
    digest = models.CharField(max_length=64, default="", blank=True)
    decision = models.CharField(max_length=10, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    decision_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=LIVING & models.Q(decision=""),
                name="approval_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=DECISIONS), name="approval_decision_known"
            ),
        ]
        indexes = [models.Index(fields=["decision", "kind"], name="approval_open")]


class ApprovalComment(Row):
    """What somebody says about a request before it is decided."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="comments")
    text = models.TextField()
