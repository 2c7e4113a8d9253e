"""Search over everything; under the box of the top bar only the rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...palette.shapes import own_things
from ..shapes.found import search
from ..shared import staff_only


@require_GET
def find(request: Any) -> HttpResponse:
    """A page with what was found, or its rows for the box."""
    staff_only(request)
    q = request.GET.get("q", "").strip()
    rows = request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
    groups = search(request.actor, q, request.at, few=rows)
    template = "search_rows.html" if rows else "search.html"
    own = own_things(request.actor) if not (q or rows) else []
    context = {"q": q, "groups": groups, "own": own}
    return render(request, f"console/customers/{template}", context)
