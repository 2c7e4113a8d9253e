"""Verbs: the only way anything changes. Each leaves exactly one fact, in its own transaction.

    @verb("onboarding.phase.completed", _("Phase completed"))
    def complete_phase(change: Change, *, case, phase, by, at): ...

The decorator opens the transaction, hands in a `Change`, and writes the fact from what the change
touched. A verb that touches nothing (the thing is already done) leaves none; a refused verb leaves
none. Verbs called inside carry the outer fact as `cause`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import models, transaction

from .clock import machine_now
from .dated import dated_rows
from .fact_writer import FactRow, write_facts
from .memo import KINDS, forget, remembering
from .models import DatedValue, Row, kind_of, uuid7
from .rules.access import Actor

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=models.Model)

_cause: ContextVar[UUID | None] = ContextVar("senro_cause", default=None)


@contextmanager
def caused_by(fact: UUID) -> Iterator[None]:
    """Facts written inside carry this fact as their cause (a reaction's, a job's)."""
    token = _cause.set(fact)
    try:
        yield
    finally:
        _cause.reset(token)


@dataclass(frozen=True)
class Verb:
    """A registered verb: docs, webhooks, timeline texts and undo are made from it."""

    name: str
    words: Any
    undoable: bool
    permission: str
    doc: str
    function: Callable[..., Any]


REGISTRY: dict[str, Verb] = {}


def snapshot(row: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The row's own columns as JSON values, by attribute name (`owner_id`, `name`)."""
    skip = {"id", "created_at", "created_by_id", "updated_at", "version"}
    skip |= getattr(row, "SECRET", frozenset())
    wanted = None if names is None else set(names)
    return {
        field.attname: encode(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if (field.attname in wanted if wanted is not None else field.attname not in skip)
    }


def encode(value: Any) -> Any:
    """A column's value as JSON; an instant in UTC, as it comes back from the database."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class Change:
    """What one verb touches. Collects before and after while it saves."""

    def __init__(self, verb: str, by: Actor, at: datetime) -> None:
        self.id = uuid7()
        self.verb = verb
        self.by = by
        self.at = at
        self.cause = _cause.get()
        self.undoes: UUID | None = None
        # An undo takes back the dated values that the undone change left, and leaves none itself.
        self.keeps_past = True
        self.reason = ""
        self.evidence: dict[str, Any] | None = None
        self.version = ""
        self._subject: models.Model | None = None
        self._about: dict[tuple[str, UUID], None] = {}
        self._touched: dict[tuple[str, UUID], FactRow] = {}
        self._noted = False

    def create(self, row: R) -> R:
        """Insert a row."""
        if isinstance(row, Row):
            row.created_by_id = self.by.person_id
        row.created_at = self.at  # type: ignore[attr-defined]
        row.save(force_insert=True)
        self.touch(row, None, {k: v for k, v in snapshot(row).items() if v is not None})
        return row

    def update(self, row: models.Model, **values: Any) -> bool:
        """Set and save what differs; False when nothing did."""
        names = [_attname(row, name) for name in values]
        before = snapshot(row, names)
        for name, value in values.items():
            setattr(row, name, value)
        after = snapshot(row, names)
        changed = [name for name in names if before[name] != after[name]]
        if not changed:
            return False
        row.version += 1  # type: ignore[attr-defined]
        row.updated_at = machine_now()  # type: ignore[attr-defined]
        row.save(update_fields=[*changed, "version", "updated_at"])
        self.touch(row, {n: before[n] for n in changed}, {n: after[n] for n in changed})
        if self.keeps_past:
            told = {name: after[name] for name in changed}
            for values in dated_rows(type(row), row.pk, before, told, self.at):
                self.create(DatedValue(**values))
        return True

    def remove(self, row: Row) -> bool:
        """Mark a row undone: it is no longer living, but nothing is deleted."""
        return self.update(row, undone_at=self.at, undone_by_id=self.by.person_id)

    def touch(
        self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        """Note a change that was saved otherwise."""
        key = (kind_of(row), row.pk)
        if key[0] in KINDS:
            forget()
        seen = self._touched.get(key)
        if seen is None:
            self._touched[key] = FactRow(key[0], row.pk, before, after, personal_of(row))
        else:
            seen.merge(before, after)
        if self._subject is None:
            self._subject = row

    def subject(self, row: models.Model) -> None:
        """The thing the fact is of (default: the first row touched)."""
        self._subject = row

    def about(self, *rows: models.Model | None) -> None:
        """What else the fact concerns: it stands in their timelines too."""
        for row in rows:
            if row is not None:
                self._about[(kind_of(row), row.pk)] = None

    def note(self, row: models.Model, **evidence: Any) -> None:
        """Leave a fact although no row changed (an import that was committed)."""
        self._noted = True
        self.subject(row)
        if evidence:
            self.evidence = {**(self.evidence or {}), **evidence}

    def save(self) -> None:
        """Write the fact, if there is anything to tell."""
        if self._subject is None or not (self._touched or self._noted):
            return
        write_facts([self._draft()])

    def _draft(self) -> Any:
        from .fact_writer import FactDraft

        assert self._subject is not None
        subject = (kind_of(self._subject), self._subject.pk)
        own = self._touched.get(subject) or FactRow(
            *subject, None, None, personal_of(self._subject)
        )
        others = [row for key, row in self._touched.items() if key != subject]
        return FactDraft(
            id=self.id,
            at=self.at,
            by=self.by,
            verb=self.verb,
            subject=own,
            others=others,
            about=[key for key in self._about if key != subject],
            cause=self.cause,
            undoes=self.undoes,
            reason=self.reason,
            evidence=self.evidence,
            version=self.version,
        )


def personal_of(row: models.Model) -> frozenset[str]:
    """Which fields of the row must not stand in a fact as text."""
    return getattr(row, "PERSONAL", frozenset())


def _attname(row: models.Model, name: str) -> str:
    return row._meta.get_field(name).attname  # type: ignore[union-attr]


def verb(
    name: str, words: Any, *, undo: bool = True, permission: str = "own.change"
) -> Callable[[Callable[Concatenate[Change, P], T]], Callable[P, T]]:
    """Register a verb. The function gets a Change first, then keyword-only arguments."""

    def decorate(function: Callable[Concatenate[Change, P], T]) -> Callable[P, T]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            by, at = kwargs.get("by"), kwargs.get("at")
            if args or not isinstance(by, Actor) or not isinstance(at, datetime):
                raise TypeError(f"{name} takes keywords only, with by=Actor and at=datetime")
            with remembering(), transaction.atomic():
                # A page hands in its reader unread: a copy is what stands behind it.
                change = Change(name, copy(by), at)
                token = _cause.set(change.id)
                try:
                    result = function(change, **kwargs)  # type: ignore[call-arg]
                except BaseException:
                    forget()
                    raise
                finally:
                    _cause.reset(token)
                change.save()
            return result

        if name in REGISTRY:
            raise RuntimeError(f"verb {name} is registered twice")
        doc = (function.__doc__ or "").strip()
        REGISTRY[name] = Verb(name, words, undo, permission, doc, call)
        call.verb = REGISTRY[name]  # type: ignore[attr-defined]
        return call

    return decorate
