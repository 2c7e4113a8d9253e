"""What state cases are in: from today's columns, or from dated rows for any day of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast

from senro.kernel.dated import fields_then, values_then
from senro.kernel.models import Version
from senro.programs.queries import phase_sets
from senro.programs.rules.phases import INTAKE

from ..models import Attempt, Case, CaseOwner, CaseStatus, PhaseCompletion
from ..rules.machine import ENDED
from .moments import day_of, moment_of

# Statuses of which the board says since when, or why.
DATED = ("at_risk", "stalled", "dead_flagged")


class State(NamedTuple):
    """Status, phase and owner of a case at an instant. Boards hold thousands: a tuple is quick."""

    case_id: UUID
    account_id: UUID
    status: str
    status_since: datetime
    phase: str
    phase_since: datetime
    phase_days: int | None
    attempt_no: int
    owner_id: UUID | None
    # Rule, version and inputs of a status that was found and not set.
    evidence: Any = None


def states_at(cases: QuerySet[Case], *, at: datetime, live: bool) -> list[State]:
    """The states of cases that have not ended (2 queries live, 5 for the past)."""
    if live:
        return _live(cases)
    return [state for state, _attempt in stood_at(cases, at) if state.status not in ENDED]


def _live(cases: QuerySet[Case]) -> list[State]:
    columns = ("pk", "account_id", "status", "phase", "phase_since", "phase_days", "attempt_no")
    # Few people lead many cases: each is made a UUID once, and not for every case.
    rows = cases.exclude(status__in=ENDED).annotate(leader=Cast("owner_id", TextField()))
    known: dict[str | None, UUID | None] = {None: None}
    found = []
    for *row, leader in rows.values_list(*columns, "leader"):
        if leader not in known:
            known[leader] = UUID(leader)
        found.append((*row, known[leader]))
    return _with_dates(found)


def states_of(cases: Iterable[Case]) -> list[State]:
    """The states of cases at hand, of those that have not ended (1 query)."""
    return _with_dates(
        [
            (
                c.pk, c.account_id, c.status, c.phase, c.phase_since, c.phase_days, c.attempt_no,
                c.owner_id,
            )
            for c in cases
            if c.status not in ENDED
        ]
    )  # fmt: skip


def _with_dates(rows: list[Any]) -> list[State]:
    told = [row[0] for row in rows if row[2] in DATED]
    dated = {
        case: (since, evidence)
        for case, since, evidence in CaseStatus.objects.living()
        .filter(case__in=told, until=None)
        .values_list("case_id", "since", "evidence")
    }
    return [
        State(pk, account, status, since, phase, entered, days, number, owner, evidence)
        for pk, account, status, phase, entered, days, number, owner in rows
        for since, evidence in (dated.get(pk, (entered, None)),)
    ]


def held(at: datetime) -> Q:
    """Rows that had not been taken back by then."""
    return Q(undone_at=None) | Q(undone_at__gt=at)


def standing(at: datetime, since: str = "since", until: str = "until") -> Q:
    """Dated rows that held at an instant and had not been undone by then."""
    return Q(
        Q(undone_at=None) | Q(undone_at__gt=at),
        Q(**{until: None}) | Q(**{f"{until}__gt": at}),
        **{f"{since}__lte": at},
    )


def stood_at(cases: QuerySet[Case], at: datetime) -> list[tuple[State, Attempt]]:
    """The states of cases that were there then, ended or not, with their attempts (6 queries)."""
    ids = cases.order_by().values("pk")
    accounts = dict(Case.objects.filter(pk__in=ids).values_list("pk", "account_id"))
    statuses = {
        case: (status, since, evidence)
        for case, status, since, evidence in CaseStatus.objects.filter(standing(at), case__in=ids)
        .order_by("since")
        .values_list("case_id", "status", "since", "evidence")
    }
    owners = dict(
        CaseOwner.objects.filter(standing(at), case__in=ids).values_list("case_id", "person_id")
    )
    attempts = _attempts(ids, at)
    reached = _reached(attempts.values(), at)
    return [
        (
            _state(case, account, statuses[case], attempts[case], reached, owners.get(case), at),
            attempts[case],
        )
        for case, account in accounts.items()
        if case in statuses and case in attempts
    ]


def give_days(attempts: Iterable[Attempt], at: datetime) -> None:
    """Let attempts carry the start and the target that they had then (1 query)."""
    known = {row.pk: row for row in attempts}
    for name, days in fields_then("attempt", Attempt.DATED, known, at).items():
        for key, day in days.items():
            setattr(known[key], name, date.fromisoformat(day))


def excluded_then(cases: Iterable[UUID], at: datetime) -> dict[UUID, list[str]]:
    """The purposes that cases left out then, of those in which that has changed (1 query)."""
    return values_then("case", "excluded_purposes", cases, at)


def opened(at: datetime) -> QuerySet[Attempt]:
    """The attempts opened by then.

    History that is filled in later counts from when it happened, so that it changes the past.
    """
    there = Q(created_at__lte=at) | Q(began_at__lte=at)
    there |= Q(began_at=None, started__lte=day_of(at, moment_of(at)))
    return Attempt.objects.filter(there, held(at))


def _attempts(ids: Any, at: datetime) -> dict[UUID, Attempt]:
    """The attempt that was under way: the last one opened by then."""
    rows = opened(at).filter(case__in=ids).order_by("number")
    # Thousands of attempts share a few versions: each is made once, not beside every attempt.
    versions = Prefetch("phase_set", queryset=Version.objects.defer("body"))
    return {row.case_id: row for row in rows.prefetch_related(versions)}


def _reached(attempts: Iterable[Attempt], at: datetime) -> dict[UUID, dict[str, datetime]]:
    attempts = list(attempts)
    rows = PhaseCompletion.objects.filter(
        Q(undone_at=None) | Q(undone_at__gt=at),
        attempt__in=[a.pk for a in attempts],
        wave=None,
        at__lte=at,
    )
    found: dict[UUID, dict[str, datetime]] = {}
    for attempt, phase, instant in rows.values_list("attempt_id", "phase", "at"):
        found.setdefault(attempt, {})[phase] = instant
    return found


def _state(
    case: UUID,
    account: UUID,
    status: tuple[str, datetime, Any],
    attempt: Attempt,
    reached: dict[UUID, dict[str, datetime]],
    owner: UUID | None,
    at: datetime,
) -> State:
    phases = phase_sets([attempt.phase_set_id])[attempt.phase_set_id]
    passed = reached.get(attempt.pk, {})
    phase, since, days = INTAKE, attempt.created_at, None
    if attempt.began_at and attempt.began_at <= at:
        last = max((phases.index(code) for code in passed), default=-1)
        current = phases.phases[min(last + 1, len(phases.phases) - 1)]
        phase, days = current.code, current.days or None
        since = passed[phases.phases[last].code] if last >= 0 else attempt.began_at
    name, status_since, evidence = status
    return State(
        case, account, name, status_since, phase, since, days, attempt.number, owner, evidence
    )
