"""Fields whose former values can be asked for: one row for each time that one changed."""

from __future__ import annotations

from django.db import models

from .base import Row


class DatedValue(Row):
    """A field of a record had one value until a moment and has another since.

    A row is made when the value changes and not before: what never changed is as it was made.
    """

    # The record by kind and id, as in facts.
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    value = models.JSONField(null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "field", "subject_id"], name="dated_value_of")]
