"""Versions of the method, files, notifications, idempotency, schedules."""

from __future__ import annotations

from django.db import models

from .base import LIVING, Row, uuid7


class Version(Row):
    """A draft or an immutable published version of a part of the method."""

    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=100)
    number = models.PositiveIntegerField(default=0)  # 0 = the draft
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(default="", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "number"], condition=LIVING, name="version_number_once"
            ),
        ]


class File(Row):
    """A stored file. The bytes lie in the data folder under their SHA-256."""

    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=40, default="")
    subject_id = models.UUIDField(null=True)
    internal = models.BooleanField(default=True)


class Notification(models.Model):
    """One line behind somebody's bell. `params` fill the words of `kind` in the reader's language."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_kind = models.CharField(max_length=40, default="person")
    recipient_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    fact = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # One row per happening however often the job runs.
    once = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_kind", "recipient_id", "once"], name="notification_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient_kind", "recipient_id", "-created_at"],
                name="notification_recipient",
            ),
        ]


class IdempotencyKey(models.Model):
    """The answer that was given to a POST, kept for 24 hours."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.UUIDField()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once"),
        ]


class Schedule(models.Model):
    """Something the worker does again and again: due when `run_after` has passed."""

    name = models.CharField(max_length=100, primary_key=True)
    run_after = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="")


class JobLease(models.Model):
    """Who runs a job, and until when nobody else may take it up."""

    job = models.UUIDField(primary_key=True)
    worker = models.CharField(max_length=64)
    until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)


class FailedReaction(models.Model):
    """A reaction to a fact that failed: it is tried again, later and later, and shown meanwhile."""

    name = models.CharField(max_length=160)
    fact_seq = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=1)
    run_after = models.DateTimeField(null=True)  # null = given up
    error = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "fact_seq"], name="failed_reaction_once"),
        ]
