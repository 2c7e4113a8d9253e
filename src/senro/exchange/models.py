"""Imports: what was read, refused and changed, so that a whole import can be undone or resumed."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row


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


class BulkEdit(Row):
    """One change that was made to many rows, so that all of it can be undone."""

    # What may be about people, and what would fill a fact.
    SECRET = frozenset({"keys", "refusals", "kept"})

    target = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    # running / done / undone
    state = models.CharField(max_length=8, default="running")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    fact = models.UUIDField(null=True)
    undo_fact = models.UUIDField(null=True)


class PullSource(Row):
    """A question that is asked of another database again and again, and what its rows are imported as.

    `connection` is the name under which the host gave the database; its address stands nowhere here.
    """

    # Cells of the other database, and what its driver said.
    SECRET = frozenset({"after", "failure"})

    key = models.CharField(max_length=60)
    connection = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    sql = models.TextField()
    mapping = models.JSONField(default=dict, blank=True)
    # A column that grows: only rows from its last value on are asked for.
    cursor = models.CharField(max_length=100, default="", blank=True)
    # How often; 0: by hand only.
    minutes = models.PositiveIntegerField(default=0)
    # Somebody wants it now: `new`, or `all` from the beginning.
    wanted = models.CharField(max_length=3, default="", blank=True)
    after = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    failure = models.TextField(default="", blank=True)
    last_import = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="pull_source_key_once"),
        ]
