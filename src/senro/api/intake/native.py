"""`POST /api/v1/events`: one event, a list, or `{"events": […]}`."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from senro.kernel.errors import FieldError, Invalid
from senro.usage.intake import Receipt, Rejected
from senro.usage.wording import said

from ..problems import plain
from ..requests import ApiRequest
from .letters import letter_of, received, secret_of, sender_of

MOST_LISTED = 1_000


@require_POST
def events(request: ApiRequest) -> HttpResponse:
    """Take events in. 200 says that they are on the disk; what was refused is listed.

    A request of which nothing can be taken is 422.
    """
    sender = sender_of(request, secret_of(request))
    letter = letter_of(request)
    receipt = received(request, sender, letter)
    if not receipt.accepted:
        raise _nothing_taken(receipt, letter.single)
    body = msgspec.json.encode(answer(receipt), enc_hook=plain)
    return HttpResponse(body, content_type="application/json")


def answer(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON."""
    return {
        "batch": str(receipt.batch),
        "received": receipt.received,
        "accepted": receipt.accepted,
        "refused": len(receipt.rejected),
        "rejected": [
            {"index": one.index, "field": one.field, "code": one.code, "message": said(one.code)}
            for one in receipt.rejected[:MOST_LISTED]
        ],
    }


def _nothing_taken(receipt: Receipt, single: bool) -> Invalid:
    def name(one: Rejected) -> str:
        return one.field if single else f"events.{one.index}.{one.field}".rstrip(".")

    listed = receipt.rejected[:MOST_LISTED]
    return Invalid(*(FieldError(name(one), one.code, said(one.code)) for one in listed))
