"""Presets of completion criteria: what there is, and beginning a draft with one."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.access import require
from senro.kernel.locales import locale
from senro.programs.actions import take_preset
from senro.programs.queries import criteria_presets

from ..bodies import read
from ..bodies_criteria import PresetIn
from ..ids import key_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes_method import CriteriaPresets, MethodDraft
from ..short_lists import lists
from ..versions import if_match
from .cases.base import who
from .method import draft_shown, may_read

router = Router(tags=["Method"])


@lists(router, "/criteria-presets", CriteriaPresets)
def list_criteria_presets(request: ApiRequest) -> dict[str, Any]:
    """The presets of completion criteria that Senro ships."""
    may_read(request)
    language = locale()
    items = [
        {"preset": one.code, "name": one.name.of(language), "body": one.body}
        for one in criteria_presets()
    ]
    return {"items": items}


@writes(router, "POST", "/criteria-sets/{code}/preset", MethodDraft, takes=PresetIn, created=True)
def take_criteria_preset(request: ApiRequest, code: str) -> tuple[dict[str, Any], int]:
    """Make a preset the draft of a criteria set; whom the set is for stays.

    An open draft is replaced only when `If-Match` names its version: 409 `draft_in_the_way`
    without it.
    """
    require(request.actor, "method.change")
    body = read(request, PresetIn)
    draft = take_preset(
        code=key_of(code), preset=body.preset, over=if_match(request), **who(request)
    )
    return draft_shown(request, draft), 201
