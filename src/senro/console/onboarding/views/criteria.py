"""Completion criteria of a case: evidence, options, waivers, and criteria of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.kernel.access import require
from senro.kernel.actions import attach_file
from senro.kernel.errors import Invalid
from senro.kernel.queries import local_day_of
from senro.onboarding.actions import (
    CriterionNotAgreed,
    add_custom,
    ask_waiver,
    choose_option,
    meet_criterion,
    unmeet_criterion,
    waive_criterion,
)
from senro.onboarding.queries.gates import line_of
from senro.onboarding.queries.outcomes import told
from senro.onboarding.queries.visible import visible_criteria

from ..forms.base import into_form, text_field
from .common import Acting, back_to, case_of, case_to_change, case_url, form_page, refusals_said


class CustomForm(forms.Form):
    """A criterion for one case."""

    title = forms.CharField(label=gettext_lazy("Criterion"), max_length=300)
    element = forms.ChoiceField(
        label=gettext_lazy("Element"),
        choices=(
            ("value", gettext_lazy("Value: used in daily work, its effect felt")),
            ("goal", gettext_lazy("Goal: the goal and the way beyond it agreed")),
            ("structure", gettext_lazy("Structure: people and organisation that carry it on")),
        ),
    )
    mandatory = forms.BooleanField(
        label=gettext_lazy("Completion waits for it"), required=False, initial=True
    )
    reason = text_field(gettext_lazy("Why the criteria set is not enough here"), rows=3)


@require_http_methods(["GET", "POST"])
def criterion_new(request: Any, case_id: UUID) -> HttpResponse:
    """Write a criterion for this case alone; a manager has to approve it."""
    case = case_to_change(request, case_id)
    form = CustomForm(request.POST or None)
    if form.is_bound and form.is_valid():
        acting = Acting(request)
        try:
            add_custom(case=case, fields=form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("A manager is asked to approve it. Until then it does not count."))
            return redirect(f"{case_url(case)}#criteria")
    lead = _("It does not count until a manager has approved it. An option needs no approval.")
    return form_page(request, case, form, _("A criterion of this case alone"), lead=lead)


@require_POST
def criterion(request: Any, case_id: UUID, code: str) -> HttpResponse:
    """Record evidence, take it back, choose an option, ask for a waiver or (a manager) give one."""
    case = case_of(request, case_id)
    what: dict[str, Any] = {"case": case, "code": code, "by": request.actor, "at": request.at}
    text = request.POST.get("text", "").strip()[:4000]
    does = request.POST.get("do", "meet")
    acting = Acting(request)
    with refusals_said(request):
        if does == "unmeet":
            unmeet_criterion(reason=text, **what)
        elif does == "waive":
            waive_criterion(reason=text, **what)
        elif does == "ask":
            ask_waiver(reason=text, **what)
        elif does == "option":
            choose_option(option=request.POST.get("option", "")[:60], reason=text, **what)
        else:
            proof = _proof(request, case, code, text)
            meet_criterion(evidence=text, proof=proof, **what)
        acting.say(
            _("A manager is asked for the waiver.")
            if does == "ask"
            else _("The criterion is updated.")
        )
    return back_to(request, f"{case_url(case)}#criteria")


@require_safe
def outcome_preview(request: Any, case_id: UUID) -> HttpResponse:
    """The sentence of the outcome as it is being written."""
    case = case_of(request, case_id)
    achieved, led_to = (request.GET.get(name, "")[:4000] for name in ("achieved", "led_to"))
    said = told(line_of(case).attempt, achieved, led_to, local_day_of(request.at))
    return render(
        request, "console/onboarding/outcome_sentence.html",
        {"sentence": said["ja" if request.LANGUAGE_CODE.startswith("ja") else "en"]},
    )  # fmt: skip


def _proof(request: Any, case: Any, code: str, text: str) -> dict[str, Any] | None:
    """The parts of the form that were filled in: numbers, a link, a file; nothing for mere words."""
    sent = request.POST
    rows = visible_criteria(request.actor).filter(attempt__case=case, code=code)
    row = rows.filter(attempt__number=case.attempt_no).first()
    values = {
        name.removeprefix("site:"): value
        for name, value in sent.items()
        if name.startswith("site:") and value
    }
    more = {"who": sent.get("who", "")[:200], "on": sent.get("on", "")[:10], "words": text}
    if row is not None and row.kind in ("metric", "survey") and (sent.get("value") or values):
        numbers = {name: sent.get(name, "")[:20] for name in ("value", "threshold", "before")}
        kept = {name: value for name, value in numbers.items() if value}
        return {"kind": row.kind, **kept, "values": values, **more}
    upload = request.FILES.get("file")
    file = _attached(request, case, row, upload) if upload is not None and row else ""
    if sent.get("link") or file:
        return {"kind": "document", "link": sent.get("link", "")[:2000], "file": file, **more}
    return None


def _attached(request: Any, case: Any, row: Any, upload: Any) -> str:
    """The id of the file, now beside the criterion: only where the evidence will be taken too."""
    require(request.actor, "case.change", case.team_id)
    if not row.counts:
        raise CriterionNotAgreed(code=row.code)
    who = {"by": request.actor, "at": request.at}
    return str(attach_file(subject=row, stream=upload, name=upload.name, **who).pk)
