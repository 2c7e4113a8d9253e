"""Meetings and touches: the kickoff and closing runners, and what is simply recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from senro.customers.actions import log_touch
from senro.kernel.errors import Invalid
from senro.onboarding.actions import record_meeting
from senro.onboarding.models import Outcome, PromotionPolicy

from ..forms import (
    ClosingForm,
    KickoffForm,
    MeetingForm,
    OutcomeForm,
    PolicyForm,
    TouchForm,
    into_form,
)
from ..forms.base import local_now
from ..forms.gates import STEPS
from ..shapes.gates import gate_context
from ..shapes.runners import closing_context, kickoff_context, of_attempt
from ..stale import mark
from .common import (
    Acting,
    case_of,
    case_to_change,
    case_url,
    contact_choices,
    contact_of,
    form_page,
    may,
)


@require_http_methods(["GET", "POST"])
def touch_new(request: Any, case_id: UUID) -> HttpResponse:
    """Record that we spoke, or tried to."""
    case = case_to_change(request, case_id, "touch.log")
    initial = {"touched_at": local_now(request.at), "direction": "inbound"}
    form = TouchForm(request.POST or None, contacts=contact_choices(request, case), initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        contact = contact_of(request, case, data.pop("contact"))
        acting = Acting(request)
        try:
            log_touch(
                account=case.account, contact=contact, by=request.actor, at=request.at, **data
            )
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The contact is recorded."))
            return redirect(case_url(case))
    return form_page(request, case, form, _("Record a contact"))


@require_http_methods(["GET", "POST"])
def meeting_new(request: Any, case_id: UUID) -> HttpResponse:
    """Record a meeting."""
    case = case_to_change(request, case_id)
    form = _meeting_form(MeetingForm, request, case)
    if form.is_bound and form.is_valid() and _recorded(request, case, form):
        return redirect(case_url(case))
    return form_page(request, case, form, _("Record a meeting"))


@require_http_methods(["GET", "POST"])
def kickoff(request: Any, case_id: UUID) -> HttpResponse:
    """The kickoff runner (KO-01): saved even when not everything is confirmed."""
    case = case_of(request, case_id)
    form = _meeting_form(KickoffForm, request, case)
    if form.is_bound and form.is_valid() and _recorded(request, case, form):
        return redirect(f"{case_url(case)}#gate")
    context = {"case": case, "form": form, "may": may(request.actor, case)}
    context |= kickoff_context(request, case)
    status = 422 if form.errors else 200
    return render(request, "console/onboarding/kickoff.html", context, status=status)


@require_http_methods(["GET", "POST"])
def closing(request: Any, case_id: UUID) -> HttpResponse:
    """The closing runner (KO-05): policy, outcome, criteria, the meeting, then completion."""
    case = case_of(request, case_id)
    form = _meeting_form(ClosingForm, request, case)
    if form.is_bound and form.is_valid() and _recorded(request, case, form):
        return redirect("closing", case_id=case.pk)
    return closing_page(request, case, form=form)


def closing_page(
    request: Any, case: Any, *, form: Any = None, policy: Any = None, outcome: Any = None
) -> HttpResponse:
    """The closing runner with whichever of its forms was sent."""
    context = closing_context(request, case)
    context |= {
        "case": case,
        "may": may(request.actor, case),
        "form": form or _meeting_form(ClosingForm, request, case, bound=False),
        "policy": policy or PolicyForm(initial=policy_initial(case)),
        "outcome": outcome or OutcomeForm(initial=outcome_initial(case)),
    }
    context |= {f"{name}_seen": mark(context[name].initial) for name in ("policy", "outcome")}
    sent = [one for one in (form, policy, outcome) if one is not None]
    stale = any(hasattr(one, "differences") for one in sent)
    status = 409 if stale else 422 if any(one.errors for one in sent) else 200
    return render(request, "console/onboarding/closing.html", context, status=status)


def _meeting_form(kind: type[MeetingForm], request: Any, case: Any, bound: bool = True) -> Any:
    initial = {"held_at": local_now(request.at), "channel": "online"}
    data = request.POST or None if bound else None
    return kind(data, contacts=contact_choices(request, case), initial=initial)


def _recorded(request: Any, case: Any, form: MeetingForm) -> bool:
    fields = form.meeting()
    acting = Acting(request)
    try:
        record_meeting(case=case, fields=fields, by=request.actor, at=request.at)
    except Invalid as refused:
        into_form(form, refused)
        return False
    acting.say(_said(request, case))
    return True


def _said(request: Any, case: Any) -> str:
    """What was saved, and what still keeps the gate closed."""
    gate = gate_context(request, case)
    if gate is None or not gate["unmet"]:
        return _("The meeting is recorded.")
    names = _(", ").join(
        str(row["name"]) for row in gate["rows"] if row["state"] in ("unmet", "unknown")
    )
    return ngettext(
        "The meeting is recorded. The gate still lacks %(n)s: %(names)s",
        "The meeting is recorded. The gate still lacks %(n)s: %(names)s",
        gate["unmet"],
    ) % {"n": gate["unmet"], "names": names}


def policy_initial(case: Any) -> dict[str, Any]:
    """The promotion policy as the form shows it."""
    row = of_attempt(PromotionPolicy, case)
    if row is None:
        return {}
    initial: dict[str, Any] = {"policy_owner": row.owner}
    for number, step in enumerate(row.steps[:STEPS], start=1):
        initial |= {f"what_{number}": step.get("what"), f"due_{number}": step.get("due")}
    return initial


def outcome_initial(case: Any) -> dict[str, Any]:
    """The outcome as the form shows it."""
    row = of_attempt(Outcome, case)
    if row is None:
        return {}
    return {"achieved": row.achieved, "led_to": row.led_to, "evidence": row.evidence}
