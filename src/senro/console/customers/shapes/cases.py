"""Cases as the customers screens show them: a small route line and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from senro.kernel.clock import local_day
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor
from senro.onboarding.models import Attempt, Case
from senro.onboarding.queries.past import as_they_stood
from senro.onboarding.queries.said import said
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import AFTER, ENDED, MOVING
from senro.onboarding.rules.signals import signal_of
from senro.programs.queries import phase_sets
from senro.programs.rules.phases import INTAKE

from ..words import CASE_STATUSES

PRESSING = {"stop": 0, "care": 1, "go": 2, "unknown": 3}


@dataclass(frozen=True)
class CaseLine:
    """One case: what it is of, where it stands, since when."""

    id: UUID
    account_id: UUID
    product: str
    contract: str
    owner: str
    status: str
    status_words: Any
    phase: Any
    phases: int
    here: int
    days: int
    plan: int | None
    state: str
    signal: str
    attempt: int
    started: date
    target_end: date
    ended: date | None
    result: str
    # What its link carries on where it is shown as of a past day.
    keep: str = ""

    @property
    def href(self) -> str:
        """Its page."""
        return f"/cases/{self.id}/{self.keep}"

    @property
    def is_open(self) -> bool:
        """Somebody is still at it."""
        return self.status not in ENDED


def open_cases(actor: Actor, accounts: Iterable[UUID], at: datetime) -> dict[UUID, CaseLine]:
    """The most pressing open case of each account (3 queries, however many accounts)."""
    rows = visible_cases(actor).filter(account__in=list(accounts)).exclude(status__in=ENDED)
    found: dict[UUID, CaseLine] = {}
    for line in case_lines(rows, at):
        there = found.get(line.account_id)
        if there is None or _weight(line) < _weight(there):
            found[line.account_id] = line
    return found


def open_cases_then(actor: Actor, accounts: Iterable[UUID], at: datetime) -> dict[UUID, CaseLine]:
    """The same as it stood at the end of a past day."""
    found: dict[UUID, CaseLine] = {}
    for line in case_lines_then(visible_cases(actor).filter(account__in=list(accounts)), at):
        there = found.get(line.account_id)
        if line.is_open and (there is None or _weight(line) < _weight(there)):
            found[line.account_id] = line
    return found


def case_lines_then(cases: QuerySet[Case], at: datetime) -> list[CaseLine]:
    """Cases as they stood then, the latest first; those that were not opened yet are left out."""
    rows = cases.select_related("product", "contract")
    stood = as_they_stood(rows, at)
    sets = phase_sets(attempt.phase_set_id for _case, _state, attempt in stood)
    zone = organization().timezone
    today = local_day(at, zone)
    found = [
        _line(_row_of(case, attempt), sets.get(attempt.phase_set_id), today, zone, at)
        for case, _state, attempt in stood
    ]
    return sorted(found, key=lambda line: (line.started, str(line.id)), reverse=True)


def _row_of(case: Case, attempt: Attempt) -> dict[str, Any]:
    return {
        "pk": case.pk, "account_id": case.account_id, "status": case.status, "phase": case.phase,
        "phase_since": case.phase_since, "phase_days": case.phase_days,
        "attempt_no": case.attempt_no,
        "product__name": case.product.name if case.product else "",
        "contract__key": case.contract.key if case.contract else "",
        "owner__name": case.owner.name if case.owner else "",
        "attempts__started": attempt.started, "attempts__target_end": attempt.target_end,
        "attempts__ended": attempt.ended, "attempts__result": attempt.result,
    }  # fmt: skip


def _weight(line: CaseLine) -> tuple[int, bool]:
    return PRESSING[line.signal], line.state == "watch"


def case_lines(cases: QuerySet[Case], at: datetime, most: int | None = None) -> list[CaseLine]:
    """Cases with their current attempt, the latest first (at most 3 queries)."""
    rows = list(
        cases.filter(attempts__number=F("attempt_no"), attempts__undone_at=None)
        .order_by("-attempts__started", "-pk")
        .values(
            "pk", "account_id", "status", "phase", "phase_since", "phase_days", "attempt_no",
            "product__name", "contract__key", "owner__name", "attempts__started",
            "attempts__target_end", "attempts__ended", "attempts__result",
            "attempts__phase_set_id",
        )[:most]
    )  # fmt: skip
    if not rows:
        return []
    sets = phase_sets(row["attempts__phase_set_id"] for row in rows)
    zone = organization().timezone
    today = local_day(at, zone)
    return [_line(row, sets.get(row["attempts__phase_set_id"]), today, zone) for row in rows]


def _line(row: Any, phases: Any, today: date, zone: str, then: datetime | None = None) -> CaseLine:
    codes = list(phases.codes) if phases else []
    here = codes.index(row["phase"]) + 1 if row["phase"] in codes else 0
    name = said(phases.phases[here - 1].name) if here else row["phase"]
    return CaseLine(
        id=row["pk"],
        account_id=row["account_id"],
        product=row["product__name"] or "",
        contract=row["contract__key"] or "",
        owner=row["owner__name"] or "",
        status=row["status"],
        status_words=CASE_STATUSES.get(row["status"], row["status"]),
        phase="" if row["phase"] == INTAKE else name,
        phases=len(codes) or 6,
        here=here,
        days=max((today - local_day(row["phase_since"], zone)).days, 0),
        plan=row["phase_days"] or None,
        state=line_state(row["status"]),
        signal=signal_of(
            row["status"],
            max((today - local_day(row["phase_since"], zone)).days, 0),
            row["phase_days"],
        ),
        attempt=row["attempt_no"],
        started=row["attempts__started"],
        target_end=row["attempts__target_end"],
        ended=row["attempts__ended"],
        result=row["attempts__result"],
        keep=f"?as_of={today.isoformat()}" if then else "",
    )


def line_state(status: str) -> str:
    """How the small line is drawn."""
    if status in MOVING:
        return ""
    if status in AFTER:
        return "watch"
    return "done" if status == "handed_over" else "off"
