"""The terms of a contract that a row changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from senro.kernel.models import uuid7

from ..rules import Step, Term, steps_after, terms_of

WORTH = ("mrr", "seats", "quota")


@dataclass(slots=True)
class TermChange:
    """A term that is made (`before` is None), changed, or removed (`after` is None)."""

    id: UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def term_changes(
    contract: UUID,
    values: dict[str, Any],
    there: dict[str, Any] | None,
    rows: list[dict[str, Any]],
    today: date,
) -> list[TermChange]:
    """What the terms (`rows` now) become. The contract's own columns follow the last of them."""
    said_from: date | None = values.pop("mrr_from", None)
    now = {**(there or {}), **values}
    end: date | None = now.get("end")
    steps = [Step(row["since"], row["mrr"], row["seats"], row["quota"]) for row in rows]
    changed = _change(steps, now, values, said_from or today)
    if changed is not None and said_from is None and steps and changed.worth == steps[-1].worth:
        changed = None
    dated = said_from is not None
    steps = steps_after(steps, start=now["start"], changed=changed, dated=dated)
    terms = terms_of(steps, end)
    for name in WORTH:
        if there is not None or name in values:
            values[name] = getattr(terms[-1], name)
    return _differences(contract, rows, terms)


def _change(
    steps: list[Step], now: dict[str, Any], values: dict[str, Any], day: date
) -> Step | None:
    if not steps:
        return Step(now["start"], now["mrr"], now.get("seats"), now.get("quota"))
    if not any(name in values for name in WORTH):
        return None
    last, end = steps[-1], now.get("end")
    # Of a contract that is over, only its last term can still be corrected.
    since = last.since if end is not None and day >= end else day
    worth = (values.get(name, getattr(last, name)) for name in WORTH)
    return Step(since, *worth)


def _differences(contract: UUID, rows: list[dict[str, Any]], terms: list[Term]) -> list[TermChange]:
    there = {row["since"]: row for row in rows}
    changes = []
    for term in terms:
        row = there.pop(term.since, None)
        new = {
            "mrr": term.mrr,
            "seats": term.seats,
            "quota": term.quota,
            "until": term.until,
            "movement": term.movement,
        }
        if row is None:
            made = {**new, "contract_id": contract, "since": term.since}
            changes.append(TermChange(uuid7(), None, made))
            continue
        different = {name: value for name, value in new.items() if row[name] != value}
        if different:
            before = {name: row[name] for name in different}
            changes.append(TermChange(row["id"], before, different))
    gone = [TermChange(row["id"], {}, None) for row in there.values()]
    return [*gone, *changes]
