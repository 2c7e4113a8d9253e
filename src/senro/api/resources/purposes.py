"""The purposes of adoption that the method knows."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.locales import locale
from senro.programs.queries import purposes

from ..requests import ApiRequest
from ..shapes_cases import Purposes
from ..short_lists import lists

router = Router(tags=["Method"])


@lists(router, "/purposes", Purposes)
def list_purposes(request: ApiRequest) -> dict[str, Any]:
    """Why customers buy, as the published method says it."""
    language = locale()
    items = [
        {
            "code": purpose.code,
            "name": purpose.name.of(language),
            "layer": purpose.layer,
            "success": purpose.success.of(language),
            "proof": purpose.proof.of(language),
        }
        for purpose in purposes(request.at)
    ]
    return {"items": items}
