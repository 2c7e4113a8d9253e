"""The palette's rows; a visit; a star."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.actions import mark_favourite
from senro.kernel.subjects import subject_row
from senro.kernel.visits import note_visit

from ..customers.shared import staff_only
from ..onboarding.views.common import Acting, back_to
from ..threads.shapes import page_of
from .shapes import palette_groups

LONGEST = 100


@require_safe
def palette(request: Any) -> HttpResponse:
    """What the words find, here (`path`) and everywhere. Without a script: the search page."""
    staff_only(request)
    q = request.GET.get("q", "").strip()[:LONGEST]
    if request.headers.get("HX-Request") != "true":
        return redirect(f"/search/?{urlencode({'q': q})}" if q else "/search/")
    groups = palette_groups(request.actor, q, request.GET.get("path", "/"), request.at)
    return render(request, "console/palette/rows.html", {"groups": groups, "q": q})


@require_POST
def visit(request: Any, kind: str, subject_id: UUID) -> HttpResponse:
    """Somebody is looking at it."""
    staff_only(request)
    subject_row(request.actor, kind, subject_id)
    note_visit(by=request.actor, kind=kind, subject_id=subject_id, at=request.at)
    return HttpResponse(status=204)


@require_POST
def favourite(request: Any, kind: str, subject_id: UUID) -> HttpResponse:
    """Set one's star, or take it away."""
    staff_only(request)
    row = subject_row(request.actor, kind, subject_id)
    acting = Acting(request)
    on = request.POST.get("on", "yes") == "yes"
    mark_favourite(subject=row, on=on, by=request.actor, at=request.at)
    acting.say(_("Marked with a star.") if on else _("The star is gone."))
    return back_to(request, page_of(kind, row))
