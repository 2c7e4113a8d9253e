"""A criteria set: put its draft before the managers, or begin it with a preset."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from senro.console.customers.shared import done, into_form
from senro.console.onboarding.forms.base import day_field, text_field
from senro.console.onboarding.views.common import Acting
from senro.kernel.actions import propose_version
from senro.kernel.errors import Invalid, Missing, StaleVersion
from senro.programs.actions import DraftInTheWay, take_preset
from senro.programs.queries import criteria_presets

from ..shapes.diffs import lines
from ..shapes.part import part_of
from ..shared import editor, locale, mend_href, page_of

KIND = "criteria_set"


class ProposalForm(forms.Form):
    """Why, by when it is to be decided, and from which day it shall hold."""

    reason = text_field(gettext_lazy("Why the criteria are to change"), rows=3)
    due = day_field(gettext_lazy("Decide by"), required=False)
    effective = day_field(gettext_lazy("Effective from"), required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Neither day may be over."""
        cleaned = super().clean() or {}
        for name in ("due", "effective"):
            if cleaned.get(name) and cleaned[name] < self.today:
                self.add_error(name, _("Choose today or a later day."))
        return cleaned


@require_http_methods(["GET", "POST"])
def proposal(request: Any, code: str) -> HttpResponse:
    """Put the draft before the managers; approving it publishes it."""
    editor(request)
    part = part_of(KIND, code, request.at)
    today = timezone.localtime(request.at).date()
    asked = part.asked
    initial = {"reason": asked.reason, "due": asked.due} if asked else {}
    form = ProposalForm(request.POST or None, today=today, initial=initial)
    if form.is_bound and form.is_valid() and part.draft is not None:
        acting, sent = Acting(request), form.cleaned_data
        day = sent["effective"]
        begins = timezone.make_aware(datetime.combine(day, time())) if day and day > today else None
        try:
            made = propose_version(
                kind=KIND, code=code, reason=sent["reason"], due=sent["due"],
                effective_from=begins, by=request.actor, at=request.at,
            )  # fmt: skip
        except Invalid as refused:
            into_form(form, refused)
        else:
            acting.say(_("The managers are asked. Approving it publishes it."))
            return redirect("approval", made.pk)
    before = part.latest.body if part.latest else None
    context = page_of(
        request, part, None, form=form, lines=lines(KIND, before, part.body),
        troubles=[(one, mend_href(part, one.field)) for one in part.troubles],
    )  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "console/programs/proposal.html", context, status=status)


@require_POST
def preset(request: Any, code: str) -> HttpResponse:
    """A preset becomes the draft; an open draft is shown beside it first."""
    editor(request)
    wanted, over = request.POST.get("preset", ""), request.POST.get("over", "")
    one = next((one for one in criteria_presets() if one.code == wanted), None)
    if one is None:
        raise Missing()
    name = one.name.of(locale())
    try:
        take_preset(
            code=code, preset=wanted, by=request.actor, at=request.at,
            over=int(over) if over.isascii() and over.isdigit() and len(over) < 10 else None,
        )  # fmt: skip
    except (DraftInTheWay, StaleVersion):
        part = part_of(KIND, code, request.at)
        scope = {k: v for k, v in part.body.items() if k == "applies_to"}
        found = lines(KIND, part.body, {**one.body, **scope})
        context = page_of(request, part, None, lines=found, preset=wanted, name=name)
        return render(request, "console/programs/preset.html", context, status=409)
    part = part_of(KIND, code, request.at)
    return done(request, _("The draft is now the preset “%(name)s”.") % {"name": name}, part.home)
