"""The durable inbox: one row a batch, written before the sender is told that all is well."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import uuid7


class InboxBatch(models.Model):
    """Events as they came. Drained, the row stays for the intake page, without its payload."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=80)
    # How it came: native, segment or import.
    channel = models.CharField(max_length=10)
    # The type that the address named; empty where each event says its own.
    kind = models.CharField(max_length=10, default="", blank=True)
    # Who the write key acts as, for `identify` and `group`.
    person = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey("kernel.ApiKey", models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()
    machine_at = models.DateTimeField()
    sent_at = models.CharField(max_length=60, default="", blank=True)
    # An import of history: each event was known when it happened.
    history = models.BooleanField(default=False)
    accepted = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    payload = models.BinaryField(default=b"")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="", blank=True)
    drained_at = models.DateTimeField(null=True, blank=True)
    # What became of it.
    stored = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(drained_at__isnull=True),
                name="inbox_batch_waiting",
            ),
            models.Index(fields=["machine_at"], name="inbox_batch_machine_at"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RefusedEvent(models.Model):
    """An event that was kept out, with the beginning of what was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(InboxBatch, models.CASCADE, related_name="refusals")
    index = models.PositiveIntegerField()
    field = models.CharField(max_length=100, default="", blank=True)
    code = models.CharField(max_length=30)
    sent = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.index}: {self.code}"


class EventConflict(models.Model):
    """A message id that came again and said something else: the first one counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(InboxBatch, models.CASCADE, related_name="clashes")
    event_id = models.CharField(max_length=32)
    message_id = models.CharField(max_length=300)
    user_id = models.CharField(max_length=300, default="", blank=True)
    content = models.CharField(max_length=32)
    kept = models.TextField(default="", blank=True)
    sent = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            # A drain that was killed and begins again finds the same clashes.
            models.UniqueConstraint(
                fields=["batch", "event_id", "content"], name="event_conflict_once"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
