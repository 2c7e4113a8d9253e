"""Cases as lines of a list, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import F

from senro.customers.queries.past import purposes_then
from senro.kernel.names import Moment
from senro.programs.queries import phase_sets

from ..models import Attempt, Case, Task
from ..rules.machine import MOVING
from .cards import criteria_counts
from .moments import day_of
from .said import said

PARTS = (
    "pk", "account_id", "account__key", "account__name", "account__tier", "account__industry",
    "product__name", "contract__key", "contract__mrr", "owner__name", "owner__email", "team__name",
    "team__key", "status", "phase", "phase_since", "phase_days", "attempt_no", "custom", "version",
    "excluded_purposes",
)  # fmt: skip


@dataclass(frozen=True)
class CaseLine:
    """One case in the list. `days` are calendar days in the phase."""

    id: UUID
    key: str
    name: str
    tier: str
    industry: str
    product: str
    contract: str
    mrr: int | None
    owner: str
    owner_email: str
    team: str
    status: str
    phase: str
    phase_name: Any
    phases: int
    here: int
    days: int
    plan: int | None
    attempt: int
    started: date | None
    target: date | None
    met: int
    total: int
    purposes: tuple[str, ...]
    next_ja: str
    next_en: str
    next_on: date | None
    touch: str
    custom: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1

    @property
    def late(self) -> int:
        """Days past the plan while it is led through its phases, never negative."""
        return max(0, self.days - self.plan) if self.plan and self.status in MOVING else 0


def lines_listed(ids: Sequence[UUID], moment: Moment) -> tuple[CaseLine, ...]:
    """These cases in this order."""
    if not ids:
        return ()
    rows: dict[UUID, dict[str, Any]] = {
        row[0]: dict(zip(PARTS, row, strict=True))
        for row in Case.objects.filter(pk__in=ids).values_list(*PARTS)
    }
    attempts = {
        (case, number): rest
        for case, number, *rest in Attempt.objects.living()
        .filter(case__in=ids)
        .values_list("case_id", "number", "phase_set_id", "started", "target_end")
    }
    sets = phase_sets({cast(UUID, rest[0]) for rest in attempts.values()})
    criteria = criteria_counts(ids, moment.at, live=True)
    purposes = purposes_then([row["account_id"] for row in rows.values()], moment, live=True)
    tasks = _next_tasks(ids)
    return tuple(
        case_line(
            row, attempts.get((key, row["attempt_no"])), sets, criteria, purposes, tasks, moment
        )
        for key in ids
        for row in (rows[key],)
    )


def _next_tasks(ids: Sequence[UUID]) -> dict[tuple[UUID, int], tuple[Any, ...]]:
    found: dict[tuple[UUID, int], tuple[Any, ...]] = {}
    rows = (
        Task.objects.living()
        .filter(attempt__case__in=ids, done_at=None)
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    for case, number, *rest in rows.values_list(
        "attempt__case_id", "attempt__number", "title_ja", "title_en", "due_on", "touch"
    ):
        found.setdefault((case, number), tuple(rest))
    return found


def case_line(
    row: Mapping[str, Any], attempt: Any, sets: Any, criteria: Any, purposes: Any, tasks: Any,
    moment: Moment,
) -> CaseLine:  # fmt: skip
    """One line from its columns and what hangs on it."""
    case = row["pk"], row["attempt_no"]
    phases = sets.get(attempt[0]) if attempt else None
    codes = list(phases.codes) if phases else []
    here = codes.index(row["phase"]) + 1 if row["phase"] in codes else 0
    met, total = criteria.get(case, (0, 0))
    task = tasks.get(case, ("", "", None, ""))
    excluded = row["excluded_purposes"] or ()
    return CaseLine(
        id=row["pk"], key=row["account__key"], name=row["account__name"], tier=row["account__tier"],
        industry=row["account__industry"], product=row["product__name"] or "",
        contract=row["contract__key"] or "", mrr=row["contract__mrr"],
        owner=row["owner__name"] or "", owner_email=row["owner__email"] or "",
        team=row["team__name"] or "", status=row["status"], phase=row["phase"],
        phase_name=said(phases.phases[here - 1].name) if phases and here else "",
        phases=len(codes) or 6, here=here,
        days=max((moment.today - day_of(row["phase_since"], moment)).days, 0),
        plan=row["phase_days"] or None, attempt=row["attempt_no"],
        started=attempt[1] if attempt else None, target=attempt[2] if attempt else None,
        met=met, total=total,
        purposes=tuple(c for c in purposes.get(row["account_id"], ()) if c not in excluded),
        next_ja=task[0], next_en=task[1], next_on=task[2], touch=task[3],
        custom=row["custom"] or {}, version=row["version"],
    )  # fmt: skip
