"""One field of a case, changed where it stands; without a script on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.kernel.errors import Invalid
from senro.onboarding import actions
from senro.onboarding.models import Case
from senro.onboarding.queries.gates import line_of

from ..forms import TargetForm, TemperatureForm, into_form
from .common import Acting, case_to_change, case_url, form_page


@require_http_methods(["GET", "POST"])
def target(request: Any, case_id: UUID) -> HttpResponse:
    """Until when the case should be complete."""
    case = case_to_change(request, case_id)
    now = {"target_end": line_of(case).attempt.target_end}
    form = TargetForm(request.POST or None, initial=now)
    return _changed(
        request,
        case,
        form,
        actions.move_target,
        _("Target of this case"),
        _("The target is moved."),
    )


@require_http_methods(["GET", "POST"])
def temperature(request: Any, case_id: UUID) -> HttpResponse:
    """How keen the customer is."""
    case = case_to_change(request, case_id)
    form = TemperatureForm(request.POST or None, initial={"temperature": case.temperature_cs})
    return _changed(
        request,
        case,
        form,
        actions.set_temperature,
        _("How keen the customer is"),
        _("The keenness is noted."),
    )


def _changed(
    request: Any, case: Case, form: Any, verb: Callable[..., Any], title: str, said: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            verb(case=case, by=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(said)
            return redirect(case_url(case))
    return form_page(request, case, form, title)
