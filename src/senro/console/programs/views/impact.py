"""What a draft means for running cases, and leading chosen cases on by what is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from senro.console.customers.shared import undo_url
from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.kernel.rules.access import allowed
from senro.onboarding.actions import upgrade_cases
from senro.onboarding.queries.impact import method_impact
from senro.onboarding.queries.past_cases import method_past
from senro.onboarding.queries.upgradable import Behind, upgradable
from senro.onboarding.queries.visible import visible_cases
from senro.ui.toasts import say

from ..shapes.impact import impact_rows, past_shape
from ..shapes.part import MethodPart, part_of
from ..shared import page_of, reader
from ..specs.parts import TIERS
from .health import preview


@require_http_methods(["GET", "POST"])
def impact(request: Any, kind: str, code: str) -> HttpResponse:
    """How many cases a draft is about and whose gates would read otherwise; cases to lead on."""
    reader(request)
    part = part_of(kind, code, request.at)
    if request.method == "POST":
        return _lead_on(request, part)
    if kind == "health_model":
        return preview(request, part)
    found = method_impact(request.actor, part.draft, at=request.at) if part.draft else None
    past = method_past(request.actor, part.draft, at=request.at) if part.draft else None
    tier = request.GET.get("tier", "")
    behind: tuple[Behind, ...] = ()
    if kind == "phase_set" and part.current:
        behind = upgradable(request.actor, part.current, tier=tier, at=request.at)
    context = page_of(
        request,
        part,
        None,
        impact=found,
        rows=impact_rows(part, found) if found else (),
        tried=past_shape(part, past) if past else None,
        behind=[(one, allowed(request.actor, "case.change", one.team_id)) for one in behind],
        tiers=[("", _("Every tier")), *TIERS],
        tier=tier,
    )
    return render(request, "console/programs/impact.html", context)


def _lead_on(request: Any, part: MethodPart) -> HttpResponse:
    if part.kind != "phase_set" or part.current is None:
        raise Missing()
    require(request.actor, "case.change")
    wanted = request.POST.getlist("case")
    ids = {str(one.case_id) for one in upgradable(request.actor, part.current, at=request.at)}
    rows = visible_cases(request.actor).filter(pk__in=[pk for pk in wanted if pk in ids])
    if not rows:
        say(request, _("Choose at least one case."), level=messages.ERROR)
        return redirect(part.href("impact"))
    done, refused = upgrade_cases(
        cases=list(rows), version=part.current, by=request.actor, at=request.at
    )
    if done:
        words = ngettext(
            "%(n)s case goes on with v%(number)s.", "%(n)s cases go on with v%(number)s.", len(done)
        )
        text = words % {"n": len(done), "number": part.current.number}
        say(request, text, undo=undo_url(request))
    for case, reason in refused[:3]:
        say(request, f"{case.account.name}: {reason}", level=messages.ERROR)
    return redirect(part.href("impact"))
