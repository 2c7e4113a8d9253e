"""The first steps: one question a page, each can be skipped, left and taken up again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from senro.kernel.errors import Conflict, Invalid, Missing
from senro.ui.toasts import say

from ..settings.views import for_admins, into_form
from .forms import MODELS
from .steps import BY_CODE, STEPS, next_step, note_progress, progress


@for_admins
@require_safe
def welcome(request: Any) -> HttpResponse:
    """Where the wizard was left; after the last step, what to do next."""
    step = next_step()
    if step is not None and progress():
        return redirect("welcome_step", step=step.code)
    done = progress()
    rows = [(one, done.get(one.code, "")) for one in STEPS]
    context = {"rows": rows, "finished": step is None, "first": STEPS[0]}
    return render(request, "console/welcome/index.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def step(request: Any, step: str) -> HttpResponse:
    """One question."""
    found = BY_CODE.get(step)
    if found is None:
        raise Missing()
    if request.method == "POST" and "skip" in request.POST:
        note_progress(found.code, "skipped", by=request.actor, at=request.at)
        return _onward(found.code)
    form = found.form(request.POST or None, initial=dict(found.initial(request.at)))
    if form.is_bound and form.is_valid():
        try:
            found.save(form.cleaned_data, request.actor, request.at)
        except Invalid as refused:
            into_form(form, refused)
        except Conflict as refused:
            form.add_error(None, str(refused.message))
        else:
            note_progress(found.code, "set", by=request.actor, at=request.at)
            say(request, _("Saved."))
            return _onward(found.code)
    place = STEPS.index(found)
    context = {
        "step": found,
        "form": form,
        "names": [one.short for one in STEPS],
        "here": place + 1,
        "before": STEPS[place - 1] if place else None,
        "models": list(MODELS.values()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/welcome/step.html", context, status=status)


def _onward(code: str) -> HttpResponse:
    place = [one.code for one in STEPS].index(code) + 1
    if place < len(STEPS):
        return redirect("welcome_step", step=STEPS[place].code)
    return redirect("welcome")
