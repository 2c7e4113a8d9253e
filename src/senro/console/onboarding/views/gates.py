"""At the gate: passing it, going back, vouching, criteria, policy, outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.onboarding.actions import (
    attest_gate_item,
    begin,
    complete_phase,
    reopen_phase,
    set_outcome,
    set_promotion_policy,
)

from ..forms import AttestForm, OutcomeForm, OverrideForm, PolicyForm, ReasonForm, into_form
from ..shapes.gates import gate_context, phase_name
from ..stale import overtaken
from .common import Acting, case_of, case_to_change, case_url, form_page
from .meetings import closing_page, outcome_initial, policy_initial


@require_http_methods(["GET", "POST"])
def completion(request: Any, case_id: UUID, phase: str) -> HttpResponse:
    """Complete a phase. A closed gate answers 409 with what is missing and how to open it."""
    case = case_of(request, case_id)
    if request.method == "GET":
        return gate_page(request, case, status=200)
    acting = Acting(request)
    try:
        if phase == "intake":
            begin(case=case, by=request.actor, at=request.at)
        else:
            complete_phase(case=case, phase=phase, by=request.actor, at=request.at)
    except Conflict as refused:
        if refused.code != "gate_closed":
            return changed_page(request, case, refused)
        return gate_page(request, case, status=409)
    case.refresh_from_db()
    acting.say(moved_words(case))
    return redirect(case_url(case))


@require_http_methods(["GET", "POST"])
def exception(request: Any, case_id: UUID, phase: str) -> HttpResponse:
    """Go on although the gate is closed: a manager, with a reason."""
    case = case_of(request, case_id)
    require(request.actor, "case.override", case.team_id)
    form = OverrideForm(request.POST or None)
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            complete_phase(
                case=case,
                phase=phase,
                override=form.cleaned_data["override"],
                by=request.actor,
                at=request.at,
            )
        except Conflict as refused:
            return changed_page(request, case, refused)
        case.refresh_from_db()
        acting.say(moved_words(case))
        return redirect(case_url(case))
    gate = gate_context(request, case)
    return form_page(
        request, case, form, _("Move on by exception"),
        template="console/onboarding/exception.html", gate=gate,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reopening(request: Any, case_id: UUID, phase: str) -> HttpResponse:
    """Go back to a phase, with a reason."""
    case = case_to_change(request, case_id)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            reopen_phase(
                case=case,
                phase=phase,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
        except Conflict as refused:
            return changed_page(request, case, refused)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("Back in “%(phase)s”.") % {"phase": phase_name(case, phase)})
            return redirect(case_url(case))
    title = _("Back to “%(phase)s”") % {"phase": phase_name(case, phase)}
    return form_page(request, case, form, title)


@require_http_methods(["GET", "POST"])
def gate_item(request: Any, case_id: UUID, code: str) -> HttpResponse:
    """Vouch for an item of the gate that nothing measures yet."""
    case = case_to_change(request, case_id)
    gate = gate_context(request, case)
    item = next((row for row in (gate or {}).get("rows", ()) if row["code"] == code), None)
    if item is None:
        raise Missing()
    form = AttestForm(request.POST or None)
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            attest_gate_item(
                case=case,
                code=code,
                evidence=form.cleaned_data["evidence"],
                by=request.actor,
                at=request.at,
            )
        except Invalid as refused:
            into_form(form, refused)
        except Conflict as refused:
            form.add_error(None, str(refused.message))
        else:
            acting.say(_("Noted: %(item)s") % {"item": item["name"]})
            return redirect(f"{case_url(case)}#gate")
    return form_page(request, case, form, item["name"], lead=item.get("text"))


@require_POST
def promotion_policy(request: Any, case_id: UUID) -> HttpResponse:
    """How the customer goes on: an owner and dated steps."""
    case = case_of(request, case_id)
    form = PolicyForm(request.POST, initial=policy_initial(case))
    if form.is_valid() and not overtaken(request, form):
        acting = Acting(request)
        try:
            set_promotion_policy(
                case=case,
                owner=form.cleaned_data["policy_owner"],
                steps=form.steps(),
                by=request.actor,
                at=request.at,
            )
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The promotion policy is saved."))
            return redirect("closing", case_id=case.pk)
    return closing_page(request, case, policy=form)


@require_POST
def outcome(request: Any, case_id: UUID) -> HttpResponse:
    """What the onboarding achieved."""
    case = case_of(request, case_id)
    form = OutcomeForm(request.POST, initial=outcome_initial(case))
    if form.is_valid() and not overtaken(request, form):
        acting = Acting(request)
        try:
            set_outcome(case=case, by=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The outcome is saved."))
            return redirect("closing", case_id=case.pk)
    return closing_page(request, case, outcome=form)


def gate_page(request: Any, case: Any, *, status: int) -> HttpResponse:
    """The gate with what is missing and what opens it: a panel, or a page of its own."""
    gate = gate_context(request, case)
    if gate is None:
        return redirect(case_url(case))
    piece = request.headers.get("HX-Request") == "true"
    template = "gate_fragment" if piece else "gate_page"
    return render(request, f"console/onboarding/{template}.html", {"gate": gate}, status=status)


def changed_page(
    request: Any,
    case: Any,
    refused: Conflict | None = None,
    text: Any = "",
    steps: Sequence[Any] = (),
) -> HttpResponse:
    """409 in plain words, with where the case now stands."""
    case.refresh_from_db()
    where = phase_name(case, case.phase)
    reasons = [str(getattr(one, "message", one)) for one in getattr(refused, "reasons", ())]
    context = {
        "case": case,
        "title": _("%(name)s has not been moved") % {"name": case.account.name},
        "text": text or (refused and refused.message) or "",
        "reasons": reasons,
        "steps": steps,
        "href": case_url(case),
        "action": _("Open the case, now in “%(phase)s”") % {"phase": where},
        "back_url": case_url(case),
    }
    piece = request.headers.get("HX-Request") == "true"
    template = "changed_panel" if piece else "changed_page"
    return render(request, f"console/onboarding/{template}.html", context, status=409)


def moved_words(case: Any) -> str:
    """Where it is now, in one sentence."""
    words = {"name": case.account.name, "phase": phase_name(case, case.phase)}
    if case.status == "completed":
        return _("%(name)s is complete. The watch has begun.") % words
    return _("%(name)s is now in “%(phase)s”.") % words
