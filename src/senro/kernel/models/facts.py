"""Facts: what happened. Append-only; two database triggers say so."""

from __future__ import annotations

from django.db import models

from .base import uuid7


class Fact(models.Model):
    """One verb, once: who, when, what, before, after, why."""

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid7, editable=False)
    # PostgreSQL's transaction number (0 elsewhere): a reader stops before the oldest one still open.
    xid = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey("kernel.ApiKey", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    # The outer fact may be written after its effects, so this is no foreign key.
    cause = models.UUIDField(null=True)
    undoes = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    # Other rows that the verb touched: [{"kind", "id", "before", "after"}], for undo.
    touched = models.JSONField(null=True)
    reason = models.TextField(default="")
    evidence = models.JSONField(null=True)
    version = models.CharField(max_length=100, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-seq"], name="fact_subject"),
            models.Index(fields=["verb", "-seq"], name="fact_verb"),
            models.Index(fields=["xid", "seq"], name="fact_reading"),
            models.Index(fields=["-at", "-seq"], name="fact_at"),
            models.Index(
                fields=["cause"], name="fact_cause", condition=models.Q(cause__isnull=False)
            ),
            models.Index(
                fields=["undoes"], name="fact_undoes", condition=models.Q(undoes__isnull=False)
            ),
        ]


class FactAbout(models.Model):
    """What else a fact is about: a completion is about its case and its account."""

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="about_rows")
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id", "-fact"], name="fact_about")]


class PersonalText(models.Model):
    """Names, addresses and free text that facts mention, apart, so that a person can be erased.

    A fact holds {"personal": true} where the text belongs. Deleting these rows erases the person
    without touching a fact.
    """

    id = models.BigAutoField(primary_key=True)
    fact = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id"], name="personal_subject")]


class Cursor(models.Model):
    """How far a reader of facts has come: facts are read in the order of (xid, seq)."""

    name = models.CharField(max_length=100, primary_key=True)
    xid = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
