"""Tasks of both sides, ticked in place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from senro.kernel.errors import Invalid, Missing
from senro.onboarding.actions import add_task, finish_task, move_task, reopen_task
from senro.onboarding.models import Task
from senro.onboarding.queries import visible_tasks

from ..forms import TaskDateForm, TaskForm, into_form
from .common import (
    Acting,
    back_to,
    case_of,
    case_to_change,
    case_url,
    form_page,
    people_choices,
    refusals_said,
)


@require_http_methods(["GET", "POST"])
def task_new(request: Any, case_id: UUID) -> HttpResponse:
    """Add a task of our own."""
    case = case_to_change(request, case_id)
    form = TaskForm(request.POST or None, people=people_choices(request, "task.change"))
    if form.is_bound and form.is_valid():
        data = {**form.cleaned_data, "owner": form.cleaned_data["owner"] or None}
        acting = Acting(request)
        try:
            add_task(case=case, fields=data, by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The ToDo is added."))
            return redirect(f"{case_url(case)}#todo")
    return form_page(request, case, form, _("Add a ToDo"))


@require_POST
def task_done(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Tick it."""
    case, task = _task(request, case_id, task_id)
    acting = Acting(request)
    with refusals_said(request):
        finish_task(task=task, by=request.actor, at=request.at)
        acting.say(_("Done: %(task)s") % {"task": title_of(task)})
    return back_to(request, f"{case_url(case)}#todo")


@require_POST
def task_reopen(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Untick it."""
    case, task = _task(request, case_id, task_id)
    acting = Acting(request)
    with refusals_said(request):
        reopen_task(task=task, by=request.actor, at=request.at)
        acting.say(_("Open again: %(task)s") % {"task": title_of(task)})
    return back_to(request, f"{case_url(case)}#todo")


@require_http_methods(["GET", "POST"])
def task_date(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Move it to another day."""
    case, task = _task(request, case_id, task_id)
    form = TaskDateForm(request.POST or None, initial={"due_on": task.due_on})
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            move_task(
                task=task, due_on=form.cleaned_data["due_on"], by=request.actor, at=request.at
            )
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The ToDo is moved."))
            return back_to(request, f"{case_url(case)}#todo")
    return form_page(request, case, form, title_of(task))


def title_of(task: Task) -> str:
    """The task in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    return (task.title_ja or task.title_en) if japanese else (task.title_en or task.title_ja)


def _task(request: Any, case_id: UUID, task_id: UUID) -> tuple[Any, Task]:
    case = case_of(request, case_id, "task.change")
    task = visible_tasks(request.actor).filter(pk=task_id, attempt__case=case).first()
    if task is None:
        raise Missing()
    return case, task
