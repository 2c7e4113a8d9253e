"""A signal: something about an account that somebody should look at, with the numbers that raised it."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

SEVERITIES = ("stop", "care", "go")
OUTCOMES = ("useful", "handled", "false_alarm", "dismissed")


class Signal(Row):
    """Open from when it was found true until it was found no longer so: one of an account, a kind
    and a subject at a time. Somebody may put it off until a day, or say what came of it.
    """

    DATED = frozenset({"outcome", "snoozed_until"})
    PERSONAL = frozenset({"note", "snooze_reason"})

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="signals")
    # The code of the method's kind, and what of the account it is about: a contact's id, or nothing.
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, default="", blank=True)
    severity = models.CharField(max_length=4)
    group = models.CharField(max_length=10, default="signal")
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    # What was true: rule or detector, its inputs, the method's version. `digest` tells it apart.
    evidence = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="", blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snooze_reason = models.TextField(default="", blank=True)
    outcome = models.CharField(max_length=12, default="", blank=True)
    note = models.TextField(default="", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    # The ToDo that came of a suggestion.
    task = models.ForeignKey("onboarding.Task", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "subject"],
                condition=LIVING & models.Q(closed_at__isnull=True),
                name="signal_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(severity__in=SEVERITIES), name="signal_severity"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *OUTCOMES]), name="signal_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "closed_at"], name="signal_account"),
            models.Index(fields=["closed_at", "severity", "-opened_at"], name="signal_open"),
        ]


class SignalStale(models.Model):
    """Something happened to an account since its signals were looked for."""

    account_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    mark = models.UUIDField()
