"""The plan of a case, moving it, and the one calendar of a customer."""

from __future__ import annotations

from typing import Any

from senro.kernel.errors import FieldError, Invalid, Missing
from senro.onboarding import actions
from senro.onboarding.models import Case, Meeting, Task
from senro.onboarding.queries.plan import move_dict, plan_dict, plan_of, planned_moves

from ...bodies import read
from ...bodies_cases import MaybeBecause, Replan, SharedKickoff
from ...ids import uuid_of
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_cases import Case as CaseShape
from ...shapes_plan import Plan, Replanned
from .base import case_of, case_with, locale, may_change, router, shown, who


@reads(router, "/cases/{id}/plan", Plan)
def get_plan(request: ApiRequest, id: str) -> dict[str, Any]:
    """Phases, tasks of both sides and meetings with their days: as planned now, and at first."""
    case = case_with(request, id)
    return plan_dict(plan_of(case, at=request.at), locale())


@writes(router, "POST", "/cases/{id}/replan", Replanned, takes=Replan)
def replan(request: ApiRequest, id: str) -> dict[str, Any]:
    """Move a task's day or a phase's planned end; what depends on it follows on working days.

    With `dry_run` nothing is changed: `moves` says what would be.
    """
    case = case_with(request, id)
    may_change(request, case)
    body = read(request, Replan)
    if (body.task is None) == (body.phase is None):
        words = "Either `task` or `phase`."
        raise Invalid(FieldError("task", "required", words))
    key = f"task:{uuid_of(body.task)}" if body.task else f"phase:{body.phase}"
    plan = plan_of(case, at=request.at)
    if body.dry_run:
        moves = planned_moves(plan, key, body.to)
    else:
        moves = actions.replan(case=case, key=key, to=body.to, reason=body.reason, **who(request))
    return {
        "dry_run": body.dry_run,
        "moves": [move_dict(move, plan, locale()) for move in moves],
    }


@writes(router, "PUT", "/cases/{id}/tasks/{task_id}/needs/{other_id}", Plan)
def link_tasks(request: ApiRequest, id: str, task_id: str, other_id: str) -> dict[str, Any]:
    """The task waits for the other one. 409 `circle` when that waits for it."""
    case = case_with(request, id)
    may_change(request, case)
    task, on = _task(case, task_id), _task(case, other_id)
    actions.link_tasks(task=task, on=on, **who(request))
    return plan_dict(plan_of(case, at=request.at), locale())


@writes(router, "DELETE", "/cases/{id}/tasks/{task_id}/needs/{other_id}", Plan, takes=MaybeBecause)
def unlink_tasks(request: ApiRequest, id: str, task_id: str, other_id: str) -> dict[str, Any]:
    """The task does not wait for the other one."""
    case = case_with(request, id)
    may_change(request, case)
    task, on = _task(case, task_id), _task(case, other_id)
    actions.unlink_tasks(task=task, on=on, **who(request))
    return plan_dict(plan_of(case, at=request.at), locale())


@writes(router, "PUT", "/cases/{id}/shared-kickoff", CaseShape, takes=SharedKickoff)
def share_kickoff(request: ApiRequest, id: str) -> dict[str, Any]:
    """The kickoff of another case of the customer is this one's too."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, SharedKickoff)
    rows = Meeting.objects.living().filter(account=case.account, pk=uuid_of(body.meeting))
    meeting = rows.first()
    if meeting is None:
        raise Missing()
    actions.share_kickoff(case=case, meeting=meeting, counts=body.counts, **who(request))
    return shown(request, case)


@writes(router, "DELETE", "/cases/{id}/shared-kickoff", CaseShape, takes=MaybeBecause)
def part_kickoff(request: ApiRequest, id: str) -> dict[str, Any]:
    """This case has a kickoff of its own after all."""
    case = case_of(request, id)
    may_change(request, case)
    actions.part_kickoff(case=case, **who(request))
    return shown(request, case)


def _task(case: Case, id: str) -> Task:
    rows = Task.objects.living().select_related("attempt__case")
    row = rows.filter(attempt__case=case, attempt__number=case.attempt_no, pk=uuid_of(id)).first()
    if row is None:
        raise Missing()
    return row
