"""Numbers beside the menu and the bell."""

from __future__ import annotations

from django.http import HttpRequest

from senro.kernel.queries import unread_count
from senro.kernel.queries.approvals import open_approvals


def counts(request: HttpRequest) -> dict[str, int]:
    """What waits for the person who is signed in: unread lines, requests they may decide."""
    actor = getattr(request, "actor", None)
    if not actor:
        return {}
    return {"notifications": unread_count(actor), "approvals": open_approvals(actor)}
