"""Writes facts: one, or ten thousand at once. Keeps personal text apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL

from .clock import machine_now, now
from .models import Fact, FactAbout, PersonalText
from .rules.access import Actor

MARK = {"personal": True}


@dataclass
class FactRow:
    """One touched row: `before` is None for a row that was created."""

    kind: str
    id: UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    personal: frozenset[str] = frozenset()

    def merge(self, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """A second change of the same row in the same verb."""
        if self.before is not None:
            self.before = {**(before or {}), **self.before}
        self.after = {**(self.after or {}), **(after or {})}

    def apart(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None, dict[str, Any]]:
        """`before` and `after` with marks for personal text, and that text."""
        if not self.personal:
            return self.before, self.after, {}
        before, kept_before = _split(self.before, self.personal)
        after, kept_after = _split(self.after, self.personal)
        kept = {}
        if kept_before:
            kept["before"] = kept_before
        if kept_after:
            kept["after"] = kept_after
        return before, after, kept


def _split(
    values: dict[str, Any] | None, personal: frozenset[str]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    if not values:
        return values, {}
    kept = {name: values[name] for name in values.keys() & personal if values[name]}
    return {**values, **dict.fromkeys(kept, MARK)}, kept


@dataclass
class FactDraft:
    """A fact about to be written."""

    id: UUID
    at: datetime
    by: Actor
    verb: str
    subject: FactRow
    others: Sequence[FactRow] = ()
    about: Sequence[tuple[str, UUID]] = ()
    cause: UUID | None = None
    undoes: UUID | None = None
    reason: str = ""
    evidence: dict[str, Any] | None = None
    version: str = ""
    recorded_at: datetime | None = None
    kept: list[tuple[str, UUID, dict[str, Any]]] = field(default_factory=list)


def write_facts(drafts: Iterable[FactDraft]) -> None:
    """Insert facts with their `about` rows and personal texts, in bulk."""
    drafts = list(drafts)
    recorded = now() if drafts else machine_now()
    facts = [_row(draft, recorded) for draft in drafts]
    Fact.objects.bulk_create(facts, batch_size=1000)
    numbers = _numbers(facts)
    FactAbout.objects.bulk_create(
        [
            FactAbout(fact_id=numbers[draft.id], kind=kind, subject_id=key)
            for draft in drafts
            for kind, key in draft.about
        ],
        batch_size=2000,
    )
    PersonalText.objects.bulk_create(
        [
            PersonalText(fact=draft.id, kind=kind, subject_id=key, data=data)
            for draft in drafts
            for kind, key, data in draft.kept
        ],
        batch_size=2000,
    )


def _row(draft: FactDraft, recorded: datetime) -> Fact:
    before, after, kept = draft.subject.apart()
    if kept:
        draft.kept.append((draft.subject.kind, draft.subject.id, kept))
    touched = []
    for other in draft.others:
        other_before, other_after, other_kept = other.apart()
        if other_kept:
            draft.kept.append((other.kind, other.id, other_kept))
        touched.append(
            {"kind": other.kind, "id": str(other.id), "before": other_before, "after": other_after}
        )
    return Fact(
        id=draft.id,
        xid=_transaction_number(),
        at=draft.at,
        recorded_at=draft.recorded_at or recorded,
        by_id=draft.by.person_id,
        key_id=draft.by.key_id,
        verb=draft.verb,
        subject_kind=draft.subject.kind,
        subject_id=draft.subject.id,
        cause=draft.cause,
        undoes=draft.undoes,
        before=before,
        after=after,
        touched=touched or None,
        reason=draft.reason,
        evidence=draft.evidence,
        version=draft.version,
    )


def _transaction_number() -> Any:
    if connection.vendor != "postgresql":
        return 0
    return RawSQL("pg_current_xact_id()::text::bigint", (), output_field=models.BigIntegerField())


def _numbers(facts: list[Fact]) -> dict[UUID, int]:
    if all(fact.seq for fact in facts):
        return {fact.id: fact.seq for fact in facts}
    ids = [fact.id for fact in facts]
    found: dict[UUID, int] = {}
    for start in range(0, len(ids), 900):
        found.update(Fact.objects.filter(id__in=ids[start : start + 900]).values_list("id", "seq"))
    return found
