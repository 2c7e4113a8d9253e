"""Writes facts: one, or ten thousand at once. Keeps personal text apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .clock import now
from .models import Fact, FactAbout, PersonalText
from .rows_writer import insert_rows
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


def write_facts(drafts: Iterable[FactDraft]) -> None:
    """Insert facts with their `about` rows and personal texts, in bulk."""
    drafts = list(drafts)
    if not drafts:
        return
    recorded = now()
    transaction, numbers = next_numbers(len(drafts))
    about: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    facts = []
    for draft, number in zip(drafts, numbers, strict=True):
        facts.append(_row(draft, number, transaction, recorded, kept))
        about += [{"fact_id": number, "kind": kind, "subject_id": key} for kind, key in draft.about]
    insert_rows(Fact, facts)
    insert_rows(FactAbout, about)
    insert_rows(PersonalText, kept)


def _row(
    draft: FactDraft,
    number: int,
    transaction: int,
    recorded: datetime,
    kept: list[dict[str, Any]],
) -> dict[str, Any]:
    before, after = _apart(draft, draft.subject, kept)
    touched = [
        {"kind": other.kind, "id": str(other.id), "before": values[0], "after": values[1]}
        for other in draft.others
        for values in [_apart(draft, other, kept)]
    ]
    return {
        "seq": number,
        "id": draft.id,
        "xid": transaction,
        "at": draft.at,
        "recorded_at": draft.recorded_at or recorded,
        "by_id": draft.by.person_id,
        "key_id": draft.by.key_id,
        "verb": draft.verb,
        "subject_kind": draft.subject.kind,
        "subject_id": draft.subject.id,
        "cause": draft.cause,
        "undoes": draft.undoes,
        "before": before,
        "after": after,
        "touched": touched or None,
        "reason": draft.reason,
        "evidence": draft.evidence,
        "version": draft.version,
    }


def _apart(
    draft: FactDraft, row: FactRow, kept: list[dict[str, Any]]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    before, after, texts = row.apart()
    if texts:
        kept.append({"fact": draft.id, "kind": row.kind, "subject_id": row.id, "data": texts})
    return before, after


def next_numbers(count: int) -> tuple[int, list[int]]:
    """The transaction's number (0 outside PostgreSQL), and the next numbers of facts."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_current_xact_id()::text::bigint,"
                " nextval(pg_get_serial_sequence('kernel_fact', 'seq'))"
                " FROM generate_series(1, %s)",
                [count],
            )
            rows = cursor.fetchall()
            return rows[0][0], sorted(row[1] for row in rows)
        # Writing transactions of SQLite stand in line (IMMEDIATE), so nobody takes these meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'kernel_fact'")
        row = cursor.fetchone()
    last = row[0] if row else 0
    return 0, list(range(last + 1, last + count + 1))
