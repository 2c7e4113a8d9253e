"""Signals as they stood on a day: which were open, put off, settled or over then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from senro.kernel.dated import values_then
from senro.kernel.models import DatedValue

from ..models import Signal

# What is read as of the day or never changes. The numbers and their sentence are those last found
# while the signal was open, which may be later ones.
DATED = frozenset(
    {
        "id", "account", "kind", "group", "subject", "state", "opened_at", "closed_at",
        "snoozed_until", "outcome", "settled_at", "settled_by",
    }
)  # fmt: skip


def in_state_then(rows: QuerySet[Signal], state: str, at: datetime) -> QuerySet[Signal]:
    """Those that had been found by then, in the state that they had; any other word: in any."""
    rows = rows.filter(opened_at__lte=at)
    if state == "closed":
        return rows.filter(closed_at__lte=at)
    settled, put_off = _settled(rows, at), _put_off(rows, at)
    if state == "settled":
        rows = rows.filter(pk__in=settled)
    elif state == "snoozed":
        rows = rows.filter(pk__in=put_off - settled)
    elif state == "open":
        rows = rows.exclude(pk__in=settled | put_off)
    else:
        return rows
    return rows.filter(Q(closed_at=None) | Q(closed_at__gt=at))


def as_they_stood(signals: Iterable[Signal], at: datetime) -> list[Signal]:
    """Signals that carry what was true then, for reading only: they are never to be saved."""
    rows = list(signals)
    ids = [row.pk for row in rows]
    outcomes = values_then("signal", "outcome", ids, at)
    until = values_then("signal", "snoozed_until", ids, at)
    for row in rows:
        if row.closed_at and row.closed_at > at:
            row.closed_at = None
        row.outcome = outcomes.get(row.pk, row.outcome) or ""
        if row.pk in until:
            row.snoozed_until = _instant(until[row.pk])
        if row.snoozed_until is None:
            row.snooze_reason = ""
        if not row.outcome or (row.settled_at and row.settled_at > at):
            row.settled_at, row.settled_by, row.note, row.task = None, None, "", None
    return rows


def _settled(rows: QuerySet[Signal], at: datetime) -> set[UUID]:
    return {pk for pk, outcome in _changed(rows, "outcome", at).items() if outcome}


def _put_off(rows: QuerySet[Signal], at: datetime) -> set[UUID]:
    until = _changed(rows, "snoozed_until", at)
    return {pk for pk, told in until.items() if (end := _instant(told)) and end > at}


def _changed(rows: QuerySet[Signal], field: str, at: datetime) -> dict[UUID, Any]:
    """What a field was of those in which it ever changed; nobody had said anything of the others."""
    ever = DatedValue.objects.filter(kind="signal", field=field).values("subject_id")
    ids = rows.order_by().filter(pk__in=ever).values_list("pk", flat=True)
    return values_then("signal", field, ids, at)


def _instant(told: Any) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
