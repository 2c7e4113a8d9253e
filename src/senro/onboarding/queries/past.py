"""Cases and what is done in them as they stood on a day: dated rows as of then, the rest as today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from senro.kernel.dated import day_then, moment_then
from senro.kernel.models import Person
from senro.programs.queries import label_of, phase_sets

from ..models import (
    Attempt,
    Case,
    CaseCriterion,
    CaseOwner,
    CaseStatus,
    Meeting,
    Task,
    Waiver,
)
from .gates import Line
from .moments import day_of, moment_of
from .states import State, case_fields_then, give_days, held, standing, stood_at

# What is read as of the day, or never changes. Every other field shows today's value.
DATED: dict[type, frozenset[str]] = {
    Case: frozenset(
        {
            "id", "account", "contract", "attempt", "status", "phase", "phase_since", "phases",
            "owner", "ended", "result", "structure", "at_risk", "stalled", "started", "target_end",
            "purposes", "temperature", "temperature_sales",
        }
    ),
    Task: frozenset({"id", "phase", "side", "due", "done", "done_at"}),
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
    dated = case_fields_then(known, at)
    give_days((attempt for _state, attempt in stood), at)
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
        for name, was in dated.items():
            setattr(case, name, was.get(case.pk, getattr(case, name)))
        case.owner = people.get(state.owner_id) if state.owner_id else None
        found.append((case, state, attempt))
    return found


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


def entered(at: datetime, *happened: str) -> Q:
    """Rows that were there, by when they were made or when what they tell happened.

    Rows of an attempt that was filled in later were all there from its beginning.
    """
    there = Q(created_at__lte=at) | Q(attempt__created_at__gt=at)
    for name in happened:
        there |= Q(**{f"{name}__lte": at})
    return there & held(at)


def tasks_then(attempt: Attempt, at: datetime) -> QuerySet[Task]:
    """The tasks of the attempt that were there: when each was due, and done if it was, by then."""
    rows = Task.objects.filter(entered(at, "done_at"), attempt=attempt)
    return rows.annotate(due_then=day_then("task", "due_on", at), done_then=task_done(at))


def task_done(at: datetime) -> Any:
    """When a task that was done then had been done; None of one that was open, or open again."""
    return moment_then("task", "done_at", at)


def give_task_days(rows: Iterable[Any]) -> None:
    """Let tasks of `tasks_then` say when they were due and whether they were done then."""
    for row in rows:
        row.due_on = row.due_then
        row.done_at = row.done_then


def criteria_then(attempt: Attempt, at: datetime) -> QuerySet[Any]:
    """The criteria that the attempt was promised by then, each with when it was met, if it was."""
    rows = CaseCriterion.objects.filter(entered(at, "met_at"), attempt=attempt)
    return rows.annotate(met_then=criterion_met(at))


def criterion_met(at: datetime) -> Any:
    """When a criterion that was met then had been met; None of one that was not, or no longer."""
    return moment_then("casecriterion", "met_at", at)


def meetings_then(case: Case, at: datetime) -> QuerySet[Meeting]:
    """The meetings that were held by then, or planned."""
    there = Q(created_at__lte=at) | Q(held_at__lte=at)
    return Meeting.objects.filter(there, held(at), case=case)


def waivers_then(criteria: Iterable[CaseCriterion | UUID], at: datetime) -> QuerySet[Waiver]:
    """The waivers that held then."""
    return Waiver.objects.filter(held(at), criterion__in=list(criteria), created_at__lte=at)
