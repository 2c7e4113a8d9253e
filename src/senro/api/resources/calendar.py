"""The one calendar of a customer."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.onboarding.queries.calendar import Entry, account_calendar

from ..people import account_of
from ..requests import ApiRequest
from ..routes import reads
from ..shapes_plan import Calendar

router = Router(tags=["Accounts"])


@reads(router, "/accounts/{path:key}/calendar", Calendar)
def account_calendar_of(request: ApiRequest, key: str) -> dict[str, Any]:
    """Meetings, planned ends of phases, the customer's tasks and target ends of all their cases."""
    actor = request.actor
    account = account_of(actor, key)
    found = account_calendar(actor, account, at=request.at)
    return {"account": account.key, "items": [_entry(entry) for entry in found]}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "day": entry.day.isoformat(),
        "at": entry.at.isoformat() if entry.at else None,
        "title": str(entry.title),
        "cases": [str(pk) for pk in entry.cases],
        "products": list(entry.products),
        "done": entry.done,
    }
