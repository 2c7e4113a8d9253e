"""What every record has: an id, who and when, a version, and a mark when it was undone."""

from __future__ import annotations

from typing import Self
from uuid import UUID

import uuid_utils
from django.db import models
from django.db.models.functions import Now


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562), so that indexes stay dense."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


class LivingQuerySet(models.QuerySet):
    """Rows; `living()` leaves out what was undone."""

    def living(self) -> Self:
        return self.filter(undone_at=None)


class Row(models.Model):
    """Base of every record of a domain."""

    # Personal fields never stand in a fact as text: see kernel.models.facts.PersonalText.
    PERSONAL: frozenset[str] = frozenset()
    # What no fact ever holds.
    SECRET: frozenset[str] = frozenset()
    # Fields whose former values can be asked for: see kernel.dated.
    DATED: frozenset[str] = frozenset()
    # Personal ones, of which only whether something stood there is kept, as true and false.
    DATED_IF_SAID: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")

    objects = LivingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, "key", None) or getattr(self, "code", None) or self.pk)


LIVING = models.Q(undone_at__isnull=True)


def kind_of(row: models.Model) -> str:
    """The public kind of a row: `account`, `case`, `phasecompletion` ..."""
    return row._meta.model_name or ""
