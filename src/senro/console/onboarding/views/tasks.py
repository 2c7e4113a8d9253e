"""Tasks of both sides, ticked in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from senro.kernel.errors import Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.rules.access import allowed
from senro.onboarding.actions import (
    add_task,
    assign_task,
    finish_task,
    move_task,
    remove_task,
    rename_task,
    reopen_task,
)
from senro.onboarding.models import Task
from senro.onboarding.queries import visible_tasks
from senro.ui.toasts import say

from ..forms import TaskChangeForm, TaskForm, into_form
from ..stale import overtaken
from .common import (
    Acting,
    back_to,
    case_of,
    case_to_change,
    case_url,
    contact_choices,
    contact_of,
    form_page,
    people_choices,
    person_of,
    refusals_said,
)

SAID = {
    "title": gettext_lazy("The ToDo has its new name."),
    "due_on": gettext_lazy("The ToDo is moved."),
    "owner": gettext_lazy("The ToDo is assigned."),
    "contact": gettext_lazy("The ToDo is assigned."),
}


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
    return back_to(request, _do(finish_task, _("Done: %(task)s"), request, case_id, task_id))


@require_POST
def task_reopen(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Untick it."""
    return back_to(request, _do(reopen_task, _("Open again: %(task)s"), request, case_id, task_id))


@require_http_methods(["GET", "POST"])
def task_date(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Its name, its day, who does it: what has changed of them is done, each by its own verb."""
    case, task = _task(request, case_id, task_id)
    now = _now(task)
    form = TaskChangeForm(
        {**now, **request.POST.dict()} if request.method == "POST" else None, initial=now, asks=_asks(request, case, task),
        people=people_choices(request, "task.change", also=now["owner"]),
        contacts=contact_choices(request, case),
    )  # fmt: skip
    if form.is_bound and form.is_valid() and not overtaken(request, form):
        acting = Acting(request)
        changed = {k: v for k, v in form.cleaned_data.items() if (v or "") != (now[k] or "")}
        try:
            with transaction.atomic():
                for name, value in changed.items():
                    _change(request, case, task, name, value)
        except Invalid as refused:
            into_form(form, refused)
        else:
            if len(changed) == 1:
                acting.say(SAID[next(iter(changed))])
            elif changed:
                say(request, _("The ToDo is changed."))
            return back_to(request, f"{case_url(case)}#todo")
    removable = allowed(request.actor, "case.change", case.team_id)
    return form_page(
        request, case, form, title_of(task), template="console/onboarding/task.html",
        task=task if removable else None,
    )  # fmt: skip


@require_POST
def task_removal(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """The ToDo is not needed."""
    return redirect(_do(remove_task, _("Taken off the list: %(task)s"), request, case_id, task_id))


def _do(verb: Callable[..., Any], words: str, request: Any, case_id: UUID, task_id: UUID) -> str:
    """Do it to the ToDo and say so, or why not. Where the list of ToDos stands."""
    case, task = _task(request, case_id, task_id)
    acting = Acting(request)
    with refusals_said(request):
        verb(task=task, by=request.actor, at=request.at)
        acting.say(words % {"task": title_of(task)})
    return f"{case_url(case)}#todo"


def _now(task: Task) -> dict[str, Any]:
    return {
        "title": title_of(task),
        "due_on": task.due_on,
        "owner": task.owner.email if task.owner else "",
        "contact": task.contact.key if task.contact else "",
    }


def _asks(request: Any, case: Any, task: Task) -> list[str]:
    """What this person may change: the day, and with the case also name and person."""
    if not allowed(request.actor, "case.change", case.team_id):
        return ["due_on"]
    return ["title", "due_on", "owner" if task.side == "vendor" else "contact"]


def _change(request: Any, case: Any, task: Task, name: str, value: Any) -> None:
    who = {"task": task, "by": request.actor, "at": request.at}
    if name == "title":
        rename_task(title=value, language="ja" if _japanese() else "en", **who)
    elif name == "due_on":
        move_task(due_on=value, **who)
    elif name == "owner":
        assign_task(owner=person_of(request, value), **who)
    else:
        assign_task(contact=contact_of(request, case, value), **who)


def _japanese() -> bool:
    return locale() == "ja"


def title_of(task: Task) -> str:
    """The task in the reader's language."""
    return (task.title_ja or task.title_en) if _japanese() else (task.title_en or task.title_ja)


def _task(request: Any, case_id: UUID, task_id: UUID) -> tuple[Any, Task]:
    case = case_of(request, case_id, "task.change")
    task = _rows(request).filter(pk=task_id, attempt__case=case).first()
    if task is None:
        raise Missing()
    return case, task


def _rows(request: Any) -> Any:
    return visible_tasks(request.actor).select_related("owner", "contact")
