"""The roadmap tab."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext

from senro.onboarding.queries.paces import phase_paces

from ..shapes.diffs import lines
from ..shapes.part import MethodPart
from ..shapes.places import split
from ..shapes.route_map import RouteMap, route_map, told
from ..shared import page_of
from ..specs.roadmap import LEVELS

FEW_LINES = 6


def map_page(request: Any, part: MethodPart | None) -> HttpResponse:
    """The route map, the step that is looked at, what the draft changes, how complete it is."""
    if part is None:
        context = page_of(request, None, "", label="", kind="roadmap", groups=())
        return render(request, "console/programs/table.html", context)
    paces = phase_paces(request.actor, request.at)
    found = route_map(part.body, part.differences, paces, request.GET.get("at", ""))
    changed = (
        lines(part.kind, part.latest.body if part.latest else None, part.body) if part.draft else []
    )
    context = page_of(
        request,
        part,
        "",
        map=found,
        map_levels=[(n, word) for n, (_code, word) in enumerate(LEVELS, 1)],
        **_here(found),
        step=told(found.here) if found.here else None,
        lines=changed[:FEW_LINES],
        more_lines=max(len(changed) - FEW_LINES, 0),
        passed=sum(pace.passed for pace in paces.values()),
    )
    return render(request, "console/programs/roadmap.html", context)


def _here(found: RouteMap) -> dict[str, Any]:
    """The head of the panel about the step that is looked at."""
    station = found.station
    if station is None:
        return {}
    place, total = found.here_place
    words = pgettext("roadmap", "%(stage)s %(place)s of %(total)s")
    head, key = split(found.here_path)
    return {
        "map_name": station.name,
        "map_place": words % {"stage": found.here_stage, "place": place, "total": total},
        "map_level": station.level_words,
        "map_list": head,
        "map_code": key,
    }
