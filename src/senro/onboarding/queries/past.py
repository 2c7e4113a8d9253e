"""Cases and what is done in them as they stood on a day: dated rows as of then, the rest as today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from senro.customers.queries.past import purposes_then
from senro.kernel.models import Person
from senro.kernel.names import Moment
from senro.programs.queries import label_of, phase_sets

from ..models import (
    Attempt,
    Case,
    CaseCriterion,
    CaseOwner,
    CaseStatus,
    Meeting,
    Outcome,
    PhaseCompletion,
    PhasePlan,
    StructureMember,
    Task,
    Waiver,
)
from .crews import crews_of
from .dicts import FOUND, Parts, shape_of
from .gates import Line
from .moments import day_of, moment_of
from .states import State, held, standing, stood_at

# What is read as of the day, or never changes. Every other field shows today's value.
DATED: dict[type, frozenset[str]] = {
    Case: frozenset(
        {
            "id", "account", "contract", "attempt", "status", "phase", "phase_since", "phases",
            "owner", "ended", "result", "structure", "at_risk", "stalled",
        }
    ),
    Task: frozenset({"id", "phase", "side", "done", "done_at"}),
    CaseCriterion: frozenset({"code", "state", "met", "met_at", "evidence", "proof", "waiver"}),
    Meeting: frozenset({"id", "case"}),
}  # fmt: skip


def cases_there(rows: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """The cases that had been opened by then, ended or not."""
    stood = CaseStatus.objects.filter(standing(at), case=OuterRef("pk"))
    return rows.filter(Exists(stood))


def narrowed_then(rows: QuerySet[Case], at: datetime, wanted: dict[str, str]) -> QuerySet[Case]:
    """The cases whose status, phase or owner (a mail) was the wanted one then."""
    if wanted.get("status"):
        stood = CaseStatus.objects.filter(
            standing(at), case=OuterRef("pk"), status=wanted["status"]
        )
        rows = rows.filter(Exists(stood))
    if wanted.get("owner"):
        led = CaseOwner.objects.filter(
            standing(at), case=OuterRef("pk"), person__email__iexact=wanted["owner"]
        )
        rows = rows.filter(Exists(led))
    if wanted.get("phase"):
        found = [s.case_id for s, _one in stood_at(rows, at) if s.phase == wanted["phase"]]
        rows = rows.filter(pk__in=found)
    return rows


def as_they_stood(rows: Iterable[Case], at: datetime) -> list[tuple[Case, State, Attempt]]:
    """Cases that carry the columns of that day, for reading only: they are never to be saved."""
    cases = list(rows)
    stood = stood_at(Case.objects.filter(pk__in=[case.pk for case in cases]), at)
    known = {state.case_id: (state, attempt) for state, attempt in stood}
    people = Person.objects.in_bulk({state.owner_id for state, _a in stood if state.owner_id})
    found = []
    for case in cases:
        if case.pk not in known:
            continue
        state, attempt = known[case.pk]
        if attempt.ended and attempt.ended > day_of(at, moment_of(at)):
            attempt.ended, attempt.result = None, ""
        case.status, case.phase = state.status, state.phase
        case.phase_since, case.phase_days = state.phase_since, state.phase_days
        case.attempt_no = state.attempt_no
        case.owner = people.get(state.owner_id) if state.owner_id else None
        found.append((case, state, attempt))
    return found


def case_dicts_at(rows: Iterable[Case], moment: Moment, *, locale: str) -> list[dict[str, Any]]:
    """Cases in the API's shape as of the day, in about a dozen queries however many."""
    ids = [row.pk for row in rows]
    related = ("account", "contract", "team")
    known = {row.pk: row for row in Case.objects.filter(pk__in=ids).select_related(*related)}
    stood = as_they_stood((known[pk] for pk in ids), moment.at)
    parts = _parts(stood, moment)
    with translation.override(locale):
        return [shape_of(case, parts, locale) for case, _state, _attempt in stood]


def _parts(stood: list[tuple[Case, State, Attempt]], moment: Moment) -> Parts:
    at = moment.at
    lines = lines_then(stood)
    attempts = [attempt.pk for _case, _state, attempt in stood]
    parts = Parts(lines, {})
    crews = crews_of({line.attempt.pk: line.phases for line in lines.values()}, at=at)
    parts.crews = {
        key: crews[line.attempt.pk] for key, line in lines.items() if line.attempt.pk in crews
    }
    done = PhaseCompletion.objects.filter(held(at), attempt__in=attempts, wave=None, at__lte=at)
    for one, phase, when in done.values_list("attempt_id", "phase", "at"):
        parts.done.setdefault(one, {})[phase] = when
    plans = PhasePlan.objects.filter(standing(at), attempt__in=attempts).order_by("since")
    ends: dict[Any, dict[str, date]] = {}
    for one, phase, day in plans.values_list("attempt_id", "phase", "planned_end"):
        ends.setdefault(one, {})[phase] = day
    parts.ends = ends
    members = StructureMember.objects.filter(held(at), attempt__in=attempts, created_at__lte=at)
    for one, role, key in members.order_by("created_at").values_list(
        "attempt_id", "role", "contact__key"
    ):
        parts.structure.setdefault(one, {}).setdefault(role, []).append(key)
    names = ("achieved", "led_to", "evidence")
    for outcome in Outcome.objects.filter(held(at), attempt__in=attempts, created_at__lte=at):
        parts.outcomes[outcome.attempt_id] = {name: getattr(outcome, name) for name in names}
    parts.purposes = purposes_then({case.account_id for case, _s, _a in stood}, moment)
    told = CaseStatus.objects.filter(
        standing(at), case__in=[case.pk for case, _s, _a in stood], status__in=FOUND
    )
    parts.risks = {row.case_id: row for row in told}
    return parts


def lines_then(stood: list[tuple[Case, State, Attempt]]) -> dict[Any, Line]:
    """What each case ran on then."""
    sets = phase_sets({attempt.phase_set_id for _c, _s, attempt in stood})
    return {
        case.pk: Line(attempt, sets[attempt.phase_set_id], label_of(attempt.phase_set))
        for case, _state, attempt in stood
    }


def attempt_then(case: Case, at: datetime) -> Attempt | None:
    """The attempt that was under way; None where the case was not there yet."""
    stood = stood_at(Case.objects.filter(pk=case.pk), at)
    return stood[0][1] if stood else None


def _entered(at: datetime, *happened: str) -> Q:
    """Rows that were there, by when they were made or when what they tell happened.

    Rows of an attempt that was filled in later were all there from its beginning.
    """
    there = Q(created_at__lte=at) | Q(attempt__created_at__gt=at)
    for name in happened:
        there |= Q(**{f"{name}__lte": at})
    return there & held(at)


def tasks_then(attempt: Attempt, at: datetime) -> QuerySet[Task]:
    """The tasks of the attempt that were there."""
    return Task.objects.filter(_entered(at, "done_at"), attempt=attempt)


def criteria_then(attempt: Attempt, at: datetime) -> QuerySet[CaseCriterion]:
    """The criteria that the attempt was promised by then."""
    return CaseCriterion.objects.filter(_entered(at, "met_at"), attempt=attempt)


def meetings_then(case: Case, at: datetime) -> QuerySet[Meeting]:
    """The meetings that were held by then, or planned."""
    there = Q(created_at__lte=at) | Q(held_at__lte=at)
    return Meeting.objects.filter(there, held(at), case=case)


def waivers_then(criteria: Iterable[CaseCriterion], at: datetime) -> QuerySet[Waiver]:
    """The waivers that held then."""
    return Waiver.objects.filter(held(at), criterion__in=list(criteria), created_at__lte=at)
