"""Many rows at once: ten thousand accounts with their facts in about a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from senro.kernel.errors import FieldError
from senro.kernel.fact_writer import FactDraft, write_facts
from senro.kernel.models import uuid7
from senro.kernel.queries.calendar import local_day_of
from senro.kernel.rules.access import Actor

from .putting.known import load
from .putting.plans import Batch, Plan, plan_all
from .putting.reading import Said, custom_fields, read
from .putting.wording import field_errors
from .putting.writing import fact_rows, write_made, write_rows
from .rules.fields import KINDS

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
VERBS: Final = {
    "account": "customers.account.saved",
    "contact": "customers.contact.saved",
    "contract": "customers.contract.saved",
    "enduser": "customers.enduser.saved",
    "deal": "customers.deal.saved",
    "product": "customers.product.saved",
}


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: created, updated, unchanged or refused."""

    key: str
    status: str
    errors: tuple[FieldError, ...] = ()


def put_rows(
    *,
    kind: str,
    rows: Iterable[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
    cause: UUID | None = None,
) -> list[RowResult]:
    """Put rows of a kind (`products`, `accounts`, `contacts`, `contracts`, `end-users`, `deals`).

    A row is the fields of the single verb with `key` among them. Good rows go in, each with its
    fact under `cause`; bad ones are refused with every wrong field. Order is kept.
    """
    rows = list(rows)
    try:
        with transaction.atomic():
            return _put_rows(kind, rows, by, at, recorded_at, cause)
    except IntegrityError:
        # Somebody made one of the rows at the same moment: now it is there, and is changed.
        with transaction.atomic():
            return _put_rows(kind, rows, by, at, recorded_at, cause)


def _put_rows(
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    recorded_at: datetime | None,
    cause: UUID | None,
) -> list[RowResult]:
    of = KINDS[kind]
    own = custom_fields(of)
    said = [read(of, row, own) for row in rows]
    known = load(of, said, at=at)
    batch = Batch(of, known, by, at, local_day_of(at))
    fresh = _without_repeats(said)
    plans = plan_all(batch, fresh)
    by_row = {id(row): plan for row, plan in zip(fresh, plans, strict=True)}
    write_plans(batch, plans, cause=cause, recorded_at=recorded_at)
    return [_result(row, by_row.get(id(row))) for row in said]


def write_plans(
    batch: Batch, plans: Sequence[Plan], *, cause: UUID | None, recorded_at: datetime | None
) -> None:
    """Write what changes, and one fact for each changed row."""
    changing = [plan for plan in plans if plan.changes]
    facts = write_made(batch.known, by=batch.by, at=batch.at, cause=cause, recorded_at=recorded_at)
    write_rows(batch, changing)
    facts += [_fact(batch, plan, cause, recorded_at) for plan in changing]
    write_facts(facts)


def _fact(batch: Batch, plan: Plan, cause: UUID | None, recorded_at: datetime | None) -> FactDraft:
    subject, *others = fact_rows(batch, plan)
    return FactDraft(
        id=uuid7(),
        at=batch.at,
        by=batch.by,
        verb=VERBS[batch.kind.code],
        subject=subject,
        others=others,
        about=[("account", plan.account_id)] if plan.account_id else (),
        cause=cause,
        recorded_at=recorded_at,
    )


def _without_repeats(said: Sequence[Said]) -> list[Said]:
    """Rows whose key no earlier row has; the others carry the error."""
    seen: set[str] = set()
    fresh = []
    for row in said:
        if row.key and row.key in seen:
            row.errors["key"] = "duplicate_key"
            continue
        seen.add(row.key)
        fresh.append(row)
    return fresh


def _result(row: Said, plan: Plan | None) -> RowResult:
    if plan is None:
        return RowResult(row.key, REFUSED, field_errors(row.errors.items()))
    if plan.errors:
        return RowResult(row.key, REFUSED, field_errors(plan.errors))
    status = CREATED if plan.created else UPDATED if plan.changes else UNCHANGED
    return RowResult(row.key, status)
