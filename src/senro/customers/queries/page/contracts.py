"""The contracts of an account on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ...models import Account, Contract, ContractTerm
from ...rules import runs


@dataclass(frozen=True)
class TermLine:
    """What a contract was worth from a day (inclusive) until another (exclusive)."""

    since: date
    until: date | None
    mrr: int
    seats: int | None
    quota: int | None
    movement: str


@dataclass(frozen=True)
class ContractLine:
    """A contract with what it is worth on the day, and how it came there."""

    id: UUID
    key: str
    product: str
    product_key: str
    plan: str
    mrr: int | None
    seats: int | None
    quota: int | None
    quota_used: int | None
    quota_consumption: float | None
    start: date
    renewal: date | None
    end: date | None
    end_reason: str
    bundled_with: str
    partner: str
    deal_owner: str
    runs: bool
    terms: tuple[TermLine, ...]


def contract_lines(account: Account, day: date) -> tuple[ContractLine, ...]:
    """All contracts, those in force first, then by start (2 queries)."""
    rows = list(
        Contract.objects.living()
        .filter(account=account)
        .select_related("product", "partner")
        .order_by("start", "key")
    )
    terms: dict[UUID, list[TermLine]] = {}
    for term in ContractTerm.objects.living().filter(contract__in=rows).order_by("since"):
        line = TermLine(term.since, term.until, term.mrr, term.seats, term.quota, term.movement)
        terms.setdefault(term.contract_id, []).append(line)
    lines = [_line(row, terms.get(row.pk, ()), day) for row in rows]
    return tuple(sorted(lines, key=lambda line: not line.runs))


def begun(lines: Sequence[ContractLine], day: date) -> tuple[ContractLine, ...]:
    """Those of which a term had begun by the day, with the terms that had."""
    found = []
    for line in lines:
        terms = tuple(term for term in line.terms if term.since <= day)
        if terms:
            ended = line.end is not None and line.end <= day
            end, why = (line.end, line.end_reason) if ended else (None, "")
            found.append(replace(line, terms=terms, end=end, end_reason=why))
    return tuple(found)


def _line(row: Contract, terms: Sequence[TermLine], day: date) -> ContractLine:
    now = next((term for term in terms if runs(term.since, term.until, day)), None)
    quota = now.quota if now else None
    known = quota and row.quota_used is not None
    return ContractLine(
        id=row.pk,
        key=row.key,
        product=row.product.name,
        product_key=row.product.key,
        plan=row.plan,
        mrr=now.mrr if now else None,
        seats=now.seats if now else None,
        quota=quota,
        quota_used=row.quota_used,
        quota_consumption=(row.quota_used or 0) / (quota or 1) if known else None,
        start=row.start,
        renewal=row.renewal,
        end=row.end,
        end_reason=row.end_reason,
        bundled_with=row.bundled_with,
        partner=row.partner.name if row.partner else "",
        deal_owner=row.deal_owner,
        runs=runs(row.start, row.end, day),
        terms=tuple(terms),
    )
