"""The picture at the head of a checklist, in its draft."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.access import require
from senro.programs.actions import keep_logo, remove_logo

from ..ids import key_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes_method import MethodDraft
from ..versions import if_match
from .cases.base import who
from .method import draft_shown

router = Router(tags=["Method"])


@writes(router, "POST", "/method/checklist/{code}/logo", MethodDraft, created=True)
def put_logo(request: ApiRequest, code: str) -> tuple[dict[str, Any], int]:
    """Put a picture at the head of a checklist's draft, sent as `multipart/form-data`.

    `file` (PNG, JPEG, GIF or WebP, up to 1 MB), `alt_ja` and `alt_en`: what it shows, in one language
    at least. Without `file` the words change and the picture stays.
    """
    require(request.actor, "method.change")
    upload = request.FILES.get("file")
    draft = keep_logo(
        code=key_of(code),
        stream=upload,
        name=upload.name or "" if upload else "",
        alt={language: request.POST.get(f"alt_{language}", "") for language in ("ja", "en")},
        if_version=if_match(request),
        **who(request),
    )
    return draft_shown(request, draft), 201


@writes(router, "DELETE", "/method/checklist/{code}/logo", MethodDraft)
def delete_logo(request: ApiRequest, code: str) -> dict[str, Any]:
    """Take the picture out of the draft; what is published keeps its own."""
    require(request.actor, "method.change")
    return draft_shown(request, remove_logo(code=key_of(code), **who(request)))
