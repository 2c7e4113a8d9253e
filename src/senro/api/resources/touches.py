"""Contacts with a customer, in either direction."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.customers.actions import log_touch
from senro.customers.models import Touch
from senro.kernel.access import require

from ..bodies import read
from ..bodies_cases import TouchIn
from ..people import account_by_key, contact_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes_cases import TouchShape

router = Router(tags=["Touches"])


@writes(router, "POST", "/touches", TouchShape, takes=TouchIn, created=True)
def log_a_touch(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Note a call, a mail, a visit. An inbound one ends silence."""
    actor, at = request.actor, request.at
    require(actor, "touch.log")
    body = read(request, TouchIn)
    account = account_by_key(actor, body.account)
    touch = log_touch(
        account=account,
        contact=contact_of(account, body.contact, "contact"),
        direction=body.direction,
        channel=body.channel,
        touched_at=body.at or at,
        note=body.note,
        by=actor,
        at=at,
    )
    return _shown(touch, notes=actor.sees_notes), 201


def _shown(touch: Touch, *, notes: bool) -> dict[str, Any]:
    return {
        "id": str(touch.pk),
        "account": touch.account.key,
        "contact": touch.contact.key if touch.contact else None,
        "direction": touch.direction,
        "channel": touch.channel,
        "at": touch.at.isoformat(),
        "note": touch.note if notes else None,
        "version": touch.version,
    }
