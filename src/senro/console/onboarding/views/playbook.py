"""The playbook of a case, and leading it on by the phases that new cases get."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.errors import Conflict
from senro.onboarding.actions import upgrade_case
from senro.onboarding.queries.gates import line_of

from ..shapes.playbook import newer_phases, playbook_context
from ..shapes.why import version_words
from .common import Acting, case_of, case_url, may
from .gates import changed_page


@require_safe
def page(request: Any, case_id: UUID) -> HttpResponse:
    """For every phase: its gate, steps, talk, examples, stumbling points and contents."""
    case = case_of(request, case_id)
    line = line_of(case)
    context = {
        "case": case,
        "may": may(request.actor, case),
        "version": version_words(line.version),
        "newer": newer_phases(case, line.attempt.phase_set_id, request.at),
        **playbook_context(case, request.at),
    }
    return render(request, "console/onboarding/playbook.html", context)


@require_POST
def upgrade(request: Any, case_id: UUID) -> HttpResponse:
    """Exchange the phases for those that a new case would get now."""
    case = case_of(request, case_id)
    acting = Acting(request)
    try:
        upgrade_case(case=case, by=request.actor, at=request.at)
    except Conflict as refused:
        return changed_page(request, case, refused)
    acting.say(_("The case goes on by the new phases. What is done stays done."))
    return redirect(case_url(case))
