"""The plan of a case: phases and tasks of both sides with their days, now and as first planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict, FieldError, Invalid, Missing
from senro.kernel.queries import business_calendar
from senro.kernel.rules.calendar import Calendar

from ..models import (
    Attempt,
    Case,
    Meeting,
    MeetingShare,
    PhaseCompletion,
    PhasePlan,
    Task,
    TaskDependency,
)
from ..rules.replan import Item, Move, moves
from .gates import Line, line_of
from .moments import day_of, moment_of
from .said import said
from .states import standing

MOST_DAYS = 3660


class AlreadyDone(Conflict):
    """What is done has its day."""

    code = "already_done"
    message = _("This is done: its day cannot be moved.")


@dataclass(frozen=True)
class PlannedPhase:
    """A phase from when to when: as it is planned, as it was first planned, and as it was."""

    code: str
    name: Any
    start: date
    end: date
    original: date
    reached: date | None = None
    ended: date | None = None


@dataclass(frozen=True)
class Plan:
    """Everything of a case that has a day."""

    line: Line
    phases: tuple[PlannedPhase, ...]
    tasks: tuple[Task, ...]
    meetings: tuple[Meeting, ...]
    # task -> the tasks it waits for
    needs: Mapping[UUID, tuple[UUID, ...]]
    calendar: Calendar
    today: date

    @property
    def items(self) -> dict[str, Item]:
        """What can be moved, by key: `task:<id>`, `phase:<code>`."""
        return items_of(self)


def planned_ends(attempts: Iterable[Attempt]) -> dict[UUID, dict[str, date]]:
    """Where the plan was moved: {attempt: {phase: day}}; other phases end as first planned."""
    rows = PhasePlan.objects.living().filter(attempt__in=[a.pk for a in attempts], until=None)
    found: dict[UUID, dict[str, date]] = {}
    for attempt, phase, day in rows.values_list("attempt_id", "phase", "planned_end"):
        found.setdefault(attempt, {})[phase] = day
    return found


def planned_ends_at(attempt: Attempt, at: datetime) -> dict[str, date]:
    """The same as it stood then."""
    rows = PhasePlan.objects.filter(standing(at), attempt=attempt).order_by("since")
    return dict(rows.values_list("phase", "planned_end"))


def original_end(line: Line, code: str) -> date:
    """The day on which a phase should have been over from the start."""
    return line.attempt.started + timedelta(days=line.phases.planned(code))


def plan_of(case: Case, *, at: datetime) -> Plan:
    """The plan in a number of queries that does not grow."""
    line, moment = line_of(case), moment_of(at)
    tasks = Task.objects.living().filter(attempt=line.attempt).select_related("owner", "contact")
    links = TaskDependency.objects.living().filter(task__attempt=line.attempt)
    needs: dict[UUID, tuple[UUID, ...]] = {}
    for task, on in links.values_list("task_id", "on_id"):
        needs[task] = (*needs.get(task, ()), on)
    shared = MeetingShare.objects.living().filter(attempt=line.attempt)
    met = Meeting.objects.living().filter(Q(case=case) | Q(pk__in=shared.values("meeting")))
    return Plan(
        line,
        _phases(line, at, moment),
        tuple(tasks.order_by(F("due_on").asc(nulls_last=True), "pk")),
        tuple(met.order_by("held_at", "pk")),
        needs,
        business_calendar(),
        moment.today,
    )


def _phases(line: Line, at: datetime, moment: Any) -> tuple[PlannedPhase, ...]:
    moved = planned_ends([line.attempt]).get(line.attempt.pk, {})
    done = PhaseCompletion.objects.living().filter(attempt=line.attempt, wave=None, at__lte=at)
    passed = {phase: day_of(when, moment) for phase, when in done.values_list("phase", "at")}
    start, reached, found = line.attempt.started, line.attempt.started, []
    begun: date | None = reached if line.attempt.began_at else None
    for phase in line.phases.phases:
        end = moved.get(phase.code, original_end(line, phase.code))
        ended = passed.get(phase.code)
        found.append(
            PlannedPhase(
                phase.code, said(phase.name), start, max(end, start),
                original_end(line, phase.code), begun, ended,
            )
        )  # fmt: skip
        start, begun = max(end, start), ended
    return tuple(found)


def items_of(plan: Plan) -> dict[str, Item]:
    """Phases follow the phase before them; a task its phase's start and the tasks it waits for.

    The open tasks of a phase follow the end of the phase before it.
    """
    found: dict[str, Item] = {}
    before = ""
    starts: dict[str, str] = {}
    for phase in plan.phases:
        key = f"phase:{phase.code}"
        starts[phase.code] = before
        found[key] = Item(key, phase.end, (before,) if before else (), phase.ended is not None)
        before = key
    dated = {task.pk for task in plan.tasks if task.due_on}
    for task in plan.tasks:
        if task.due_on is None:
            continue
        needed = [f"task:{pk}" for pk in plan.needs.get(task.pk, ()) if pk in dated]
        start = starts.get(task.phase, "")
        after = tuple([*needed, start] if start else needed)
        key = f"task:{task.pk}"
        found[key] = Item(key, task.due_on, after, task.done_at is not None)
    return found


def preview(plan: Plan, key: str, to: date) -> list[Move]:
    """What moving one date would do: it first, then what follows."""
    return moves(plan.items, key, to, plan.calendar)


def planned_moves(plan: Plan, key: str, to: date) -> list[Move]:
    """What `replan` would do. Raises AlreadyDone, Missing, Invalid."""
    item = plan.items.get(key)
    if item is None:
        raise Missing()
    if item.done:
        raise AlreadyDone()
    if abs((to - plan.line.attempt.started).days) > MOST_DAYS:
        raise Invalid(FieldError("to", "out_of_range", _("This day is too far away.")))
    return preview(plan, key, to)


def plan_dict(plan: Plan, locale: str) -> dict[str, Any]:
    """The plan as the API gives it."""
    japanese = locale == "ja"
    return {
        "started": plan.line.attempt.started.isoformat(),
        "target_end": plan.line.attempt.target_end.isoformat(),
        "phases": [
            {
                "code": one.code,
                "name": str(one.name),
                "planned_start": one.start.isoformat(),
                "planned_end": one.end.isoformat(),
                "original_end": one.original.isoformat(),
                "completed_on": one.ended.isoformat() if one.ended else None,
            }
            for one in plan.phases
        ],
        "tasks": [
            {
                "id": str(one.pk),
                "side": one.side,
                "phase": one.phase,
                "title": one.title_ja if japanese else one.title_en,
                "due": one.due_on.isoformat() if one.due_on else None,
                "original_due": one.planned_on.isoformat() if one.planned_on else None,
                "done": one.done_at is not None,
                "depends_on": [str(pk) for pk in plan.needs.get(one.pk, ())],
            }
            for one in plan.tasks
        ],
        "meetings": [
            {"id": str(one.pk), "kind": one.kind, "held_at": one.held_at.isoformat()}
            for one in plan.meetings
        ],
    }


def move_dict(move: Move, plan: Plan, locale: str) -> dict[str, Any]:
    """One moved date."""
    kind, _, key = move.key.partition(":")
    return {
        "kind": kind,
        "id": key,
        "title": title_of(plan, move.key, locale),
        "before": move.before.isoformat(),
        "after": move.after.isoformat(),
    }


def title_of(plan: Plan, key: str, locale: str) -> str:
    """What a key stands for, in words."""
    kind, _, rest = key.partition(":")
    if kind == "phase":
        return next((str(one.name) for one in plan.phases if one.code == rest), rest)
    task = next((one for one in plan.tasks if str(one.pk) == rest), None)
    return "" if task is None else task.title_ja if locale == "ja" else task.title_en
