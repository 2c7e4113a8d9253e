"""Moving the plan of a case: one date and what depends on it, and which task waits for which."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Missing
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, PhasePlan, Task, TaskDependency
from ..queries.plan import Plan, plan_of, planned_moves
from ..rules.replan import Move, closes_circle
from ..steps.cases import locked


class Circle(Conflict):
    """A task cannot wait for one that waits for it."""

    code = "circle"
    message = _("These tasks would wait for each other.")


@verb("onboarding.case.replanned", _("Plan moved"), permission="case.change")
def replan(
    change: Change, *, case: Case, key: str, to: date, by: Actor, at: datetime, reason: str = ""
) -> list[Move]:
    """Move `task:<id>` or the end of `phase:<code>` to a day; what depends on it follows by as many
    working days. A day that is not worked becomes the next one. Raises AlreadyDone, Missing, Invalid.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    plan = plan_of(case, at=at)
    moved = planned_moves(plan, key, to)
    tasks = {f"task:{task.pk}": task for task in plan.tasks}
    for move in moved:
        if move.key in tasks:
            task = tasks[move.key]
            change.update(task, due_on=move.after, planned_on=task.planned_on or move.before)
        else:
            _move_phase(change, plan, move)
    change.subject(case)
    change.about(case.account)
    change.reason = reason.strip()
    change.evidence = {
        "key": key,
        "count": len(moved),
        "from": moved[0].before.isoformat() if moved else "",
        "to": moved[0].after.isoformat() if moved else "",
    }
    return moved


def _move_phase(change: Change, plan: Plan, move: Move) -> None:
    code = move.key.partition(":")[2]
    rows = PhasePlan.objects.living().filter(attempt=plan.line.attempt, phase=code, until=None)
    for row in rows:
        change.update(row, until=change.at)
    change.create(
        PhasePlan(attempt=plan.line.attempt, phase=code, planned_end=move.after, since=change.at)
    )


@verb("onboarding.task.linked", _("Task waits for another"), permission="case.change")
def link_tasks(change: Change, *, task: Task, on: Task, by: Actor, at: datetime) -> TaskDependency:
    """The task can be done once the other is. Raises Circle, Missing for tasks of two attempts."""
    case = locked(task.attempt.case)
    require(by, "case.change", case.team_id)
    if task.attempt_id != on.attempt_id or task.undone_at or on.undone_at:
        raise Missing()
    rows = TaskDependency.objects.living().filter(task__attempt=task.attempt_id)
    there = rows.filter(task=task, on=on).first()
    if there is not None:
        return there
    links = [(str(a), str(b)) for a, b in rows.values_list("task_id", "on_id")]
    if task.pk == on.pk or closes_circle(links, str(task.pk), str(on.pk)):
        raise Circle()
    row: TaskDependency = change.create(TaskDependency(task=task, on=on))
    change.subject(task)
    change.about(case, case.account)
    return row


@verb("onboarding.task.unlinked", _("Task waits no longer"), permission="case.change")
def unlink_tasks(change: Change, *, task: Task, on: Task, by: Actor, at: datetime) -> None:
    """The task does not wait for the other any more."""
    case = locked(task.attempt.case)
    require(by, "case.change", case.team_id)
    for row in TaskDependency.objects.living().filter(task=task, on=on):
        change.remove(row)
    change.subject(task)
    change.about(case, case.account)
