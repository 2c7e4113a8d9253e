"""What a draft of a health model would say: today, and in the weeks behind us."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from senro.health.queries.preview import WEEKS, preview_of

from ..shapes.part import MethodPart
from ..shapes.preview import preview_shape
from ..shared import mend_href, page_of


def preview(request: Any, part: MethodPart) -> HttpResponse:
    """Who would stand at another level and why; then, as it takes longer, how many week by week."""
    troubles = [(one, mend_href(part, one.field)) for one in part.troubles]
    found, weeks = None, "weeks" in request.GET
    if part.draft and not troubles:
        found = preview_shape(
            preview_of(part.draft, by=request.actor, at=request.at, weeks=WEEKS if weeks else 0)
        )
    context = page_of(request, part, None, found=found, weeks=weeks, troubles=troubles)
    return render(request, "console/programs/preview.html", context)
