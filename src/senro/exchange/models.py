"""Imports: what was read, refused and changed, so that a whole import can be undone or resumed."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import Row


class Import(Row):
    """One run of one file."""

    # They quote cells of the file, which may be about people.
    SECRET = frozenset({"rejects", "options"})

    kind = models.CharField(max_length=30)
    file = models.ForeignKey("kernel.File", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    # uploaded / previewed / running / committed / undone / failed
    state = models.CharField(max_length=12, default="uploaded")
    encoding = models.CharField(max_length=20, default="", blank=True)
    delimiter = models.CharField(max_length=4, default="", blank=True)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    rejects = models.JSONField(default=list)
    rejects_file = models.ForeignKey("kernel.File", models.PROTECT, null=True, related_name="+")
    failure = models.TextField(default="", blank=True)
    committed_at = models.DateTimeField(null=True)
