"""What state cases are in: from today's columns, or from dated rows for any day of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case as Cases
from django.db.models import F, Prefetch, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Replace

from senro.kernel.dated import fields_then, values_then
from senro.kernel.models import Version
from senro.programs.queries import phase_sets
from senro.programs.rules import PhaseSet
from senro.programs.rules.phases import INTAKE

from ..models import Attempt, Case, CaseOwner, CaseStatus
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
    there = stands_at(cases, at).values()
    return states_of_stands((one for one in there if one.status not in ENDED), at)


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


def held(at: datetime, of: str = "") -> Q:
    """Rows (`of` a relation) that had not been taken back by then."""
    return Q(**{f"{of}undone_at": None}) | Q(**{f"{of}undone_at__gt": at})


def standing(at: datetime, of: str = "") -> Q:
    """Dated rows (`of` a relation) that held at an instant and had not been undone by then."""
    lasts = Q(**{f"{of}until": None}) | Q(**{f"{of}until__gt": at})
    return held(at, of) & lasts & Q(**{f"{of}since__lte": at})


def led_then(person: UUID, at: datetime) -> Any:
    """The keys of the cases that this person led then."""
    return CaseOwner.objects.filter(standing(at), person=person).values("case_id")


class Stood(NamedTuple):
    """Where a case stood at an instant, as the database writes it: of thousands, few are shown."""

    case: str
    status: str
    # The row that says the status, and since when.
    said: str
    status_since: str
    attempt: str
    attempt_no: int
    phase_set: str
    phase: str
    phase_since: str
    phase_days: int | None


def stands_at(cases: QuerySet[Case], at: datetime) -> dict[str, Stood]:
    """Where each case stood that was there then, ended or not, by its key as hex (2 queries)."""
    rows = _attempts(cases, at)
    reached = _reached(cases, at)
    sets = phase_sets_by_text(row[3] for row in rows)
    return {
        case: Stood(
            case, status, said, since, attempt, int(number), version,
            *_phase(sets[version], reached.get(attempt, {}), began, made),
        )
        for case, attempt, number, version, began, made, status, said, since in rows
    }  # fmt: skip


def phase_sets_by_text(versions: Iterable[str]) -> dict[str, PhaseSet]:
    """Phase sets by the hex of their versions; at most one query."""
    return {key.hex: phases for key, phases in phase_sets(map(UUID, set(versions))).items()}


def _phase(
    phases: PhaseSet, passed: Mapping[str, str], began: str | None, made: str
) -> tuple[str, str, int | None]:
    """The phase after the last one that was passed, since when, and its days by the plan."""
    if not began:
        return INTAKE, made, None
    last = max((phases.index(code) for code in passed), default=-1)
    current = phases.phases[min(last + 1, len(phases.phases) - 1)]
    since = passed[phases.phases[last].code] if last >= 0 else began
    return current.code, since, current.days or None


def states_of_stands(stands: Iterable[Stood], at: datetime) -> list[State]:
    """The same as values, of those that are shown (3 queries)."""
    stands = list(stands)
    ids = [UUID(one.case) for one in stands]
    accounts = dict(Case.objects.filter(pk__in=ids).values_list("pk", "account_id"))
    owners = dict(
        CaseOwner.objects.filter(standing(at), case__in=ids).values_list("case_id", "person_id")
    )
    told = [one.said for one in stands if one.status in DATED]
    evidence = dict(CaseStatus.objects.filter(pk__in=told).values_list("pk", "evidence"))
    return [
        State(
            case, accounts[case], one.status, instant(one.status_since), one.phase,
            instant(one.phase_since), one.phase_days, one.attempt_no,
            owners.get(case), evidence.get(UUID(one.said)),
        )
        for one in stands
        for case in (UUID(one.case),)
    ]  # fmt: skip


def stood_at(cases: QuerySet[Case], at: datetime) -> list[tuple[State, Attempt]]:
    """The states of cases that were there then, ended or not, with their attempts (7 queries)."""
    stands = stands_at(cases, at)
    rows = Attempt.objects.filter(opened(at), case__in=cases.order_by().values("pk"))
    # Thousands of attempts share a few versions: each is made once, not beside every attempt.
    versions = Prefetch("phase_set", queryset=Version.objects.defer("body"))
    attempts = {row.pk.hex: row for row in rows.prefetch_related(versions)}
    states = states_of_stands(stands.values(), at)
    return [
        (state, attempts[one.attempt]) for state, one in zip(states, stands.values(), strict=True)
    ]


def instant(text: str) -> datetime:
    """What a database wrote; SQLite's is UTC and does not say so."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def texts(rows: QuerySet[Any], *columns: Any) -> list[tuple[Any, ...]]:
    """Columns as texts, ids as hex: making values of thousands of rows takes longer than reading."""
    as_text = {f"t{n}": _text(column) for n, column in enumerate(columns)}
    return list(rows.annotate(**as_text).values_list(*as_text))


def _text(column: Any) -> Any:
    text = Cast(column, TextField())
    is_id = isinstance(column, str) and column.endswith(("pk", "_id"))
    if is_id and connection.vendor == "postgresql":
        return Replace(text, Value("-"), Value(""), output_field=TextField())
    return text


def give_days(attempts: Iterable[Attempt], at: datetime) -> None:
    """Let attempts carry the start and the target that they had then (1 query)."""
    known = {row.pk: row for row in attempts}
    for name, days in fields_then("attempt", Attempt.DATED, known, at).items():
        for key, day in days.items():
            setattr(known[key], name, date.fromisoformat(day))


def case_fields_then(cases: Iterable[UUID], at: datetime) -> dict[str, dict[UUID, Any]]:
    """{field: {case: what it was}} of the dated fields of those in which they changed (1 query)."""
    return fields_then("case", Case.DATED, cases, at)


def excluded_then(cases: Iterable[UUID], at: datetime) -> dict[UUID, list[str]]:
    """The purposes that cases left out then, of those in which that has changed (1 query)."""
    return values_then("case", "excluded_purposes", cases, at)


def opened(at: datetime, of: str = "") -> Q:
    """Attempts opened by then.

    History that is filled in later counts from when it happened, so that it changes the past.
    """
    there = Q(**{f"{of}created_at__lte": at}) | Q(**{f"{of}began_at__lte": at})
    day = day_of(at, moment_of(at))
    there |= Q(**{f"{of}began_at": None, f"{of}started__lte": day})
    return there & held(at, of)


def _attempts(cases: QuerySet[Case], at: datetime) -> list[tuple[Any, ...]]:
    """Cases with the attempts opened by then, the last one last, and their status.

    `began` is empty at intake.
    """
    began = When(attempts__began_at__lte=at, then=F("attempts__began_at"))
    there = cases.filter(standing(at, of="statuses__")).filter(opened(at, of="attempts__"))
    return texts(
        there.order_by("statuses__since", "attempts__number"),
        "pk", "attempts__pk", "attempts__number", "attempts__phase_set_id",
        Cases(began, default=None), "attempts__created_at",
        "statuses__status", "statuses__pk", "statuses__since",
    )  # fmt: skip


def _reached(cases: QuerySet[Case], at: datetime) -> dict[str, dict[str, str]]:
    """{attempt: {phase: when it was passed}}"""
    of = "attempts__completions__"
    passed = held(at, of) & Q(**{f"{of}wave": None, f"{of}at__lte": at})
    rows = texts(cases.order_by().filter(passed), "attempts__pk", f"{of}phase", f"{of}at")
    found: dict[str, dict[str, str]] = {}
    for attempt, phase, instant_ in rows:
        found.setdefault(attempt, {})[phase] = instant_
    return found
