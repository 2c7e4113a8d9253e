"""Tasks of a case, on our side and the customer's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.onboarding import actions
from senro.onboarding.models import Case, Task
from senro.onboarding.queries.past import DATED, attempt_then, give_task_days, tasks_then

from ...bodies import read
from ...bodies_cases import MaybeBecause, TaskChange, TaskIn
from ...ids import uuid_of
from ...lists import page
from ...moments import said_then
from ...people import person_by_mail
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_cases import Task as TaskShape
from ...shapes_cases import Tasks
from ...versions import unchanged
from .base import case_with, locale, may_change, router, then_or_now, who


@reads(router, "/cases/{id}/tasks", Tasks, query=("limit", "cursor", "sort", "as_of"))
def list_tasks(request: ApiRequest, id: str) -> dict[str, Any]:
    """What is to do in the present attempt, and what is done.

    With `as_of` the tasks of the attempt of that day, when each was due, and which were done by then.
    """
    case, then = then_or_now(request, id)
    rows = _then(case, then.at) if then else _tasks(case)
    rows = rows.select_related("owner", "contact")
    columns = {"created_at": "created_at", "phase": "phase", "updated_at": "updated_at"}
    found, cursor = page(request, rows, columns=columns, default="created_at")
    if then:
        give_task_days(found)
    items = [_task_dict(row) for row in found]
    return {"items": items, "next_cursor": cursor, **said_then(DATED[Task], then, items)}


@writes(router, "POST", "/cases/{id}/tasks", TaskShape, takes=TaskIn, created=True)
def add_task(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """Add a task to the case's present attempt."""
    case = case_with(request, id)
    may_change(request, case)
    fields = read(request, TaskIn).model_dump(exclude_unset=True)
    if "due" in fields:
        fields["due_on"] = fields.pop("due")
    task = actions.add_task(case=case, fields=fields, **who(request))
    return _task_dict(task), 201


@writes(router, "PATCH", "/cases/{id}/tasks/{task_id}", TaskShape, takes=TaskChange)
def change_task(request: ApiRequest, id: str, task_id: str) -> dict[str, Any]:
    """Done or open again, by another name, due on another day, somebody else's."""
    case = case_with(request, id)
    task = _task(request, case, task_id)
    require(request.actor, "task.change", case.team_id)
    body = read(request, TaskChange)
    owner = person_by_mail(body.owner)
    with transaction.atomic():
        if body.title is not None:
            actions.rename_task(task=task, title=body.title, language=locale(), **who(request))
        if "due" in body.model_fields_set:
            actions.move_task(task=task, due_on=body.due, **who(request))
        if "owner" in body.model_fields_set:
            actions.assign_task(task=task, owner=owner, **who(request))
        if body.done is not None:
            verb = actions.finish_task if body.done else actions.reopen_task
            verb(task=task, **who(request))
    return _task_dict(Task.objects.select_related("owner", "contact").get(pk=task.pk))


@writes(router, "DELETE", "/cases/{id}/tasks/{task_id}", TaskShape, takes=MaybeBecause)
def remove_task(request: ApiRequest, id: str, task_id: str) -> dict[str, Any]:
    """The task is not needed."""
    case = case_with(request, id)
    task = _task(request, case, task_id)
    may_change(request, case)
    reason = read(request, MaybeBecause).reason
    actions.remove_task(task=task, reason=reason, **who(request))
    return _task_dict(task)


def _task(request: ApiRequest, case: Case, id: str) -> Task:
    task: Task | None = _tasks(case).filter(pk=uuid_of(id)).first()
    if task is None:
        raise Missing()
    unchanged(request, task.version)
    return task


def _tasks(case: Case) -> Any:
    return Task.objects.living().filter(attempt__case=case, attempt__number=case.attempt_no)


def _then(case: Case, at: datetime) -> Any:
    attempt = attempt_then(case, at)
    return tasks_then(attempt, at) if attempt else Task.objects.none()


def _task_dict(row: Task) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "side": row.side,
        "phase": row.phase,
        "title": row.title_ja if locale() == "ja" else row.title_en,
        "due": row.due_on.isoformat() if row.due_on else None,
        "owner": row.owner.email if row.owner else None,
        "contact": row.contact.key if row.contact else None,
        "touch": row.touch,
        "minutes": row.minutes,
        "done": row.done_at is not None,
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "version": row.version,
    }
