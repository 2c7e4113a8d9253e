"""Numbers beside the menu and the bell."""

from __future__ import annotations

from django.http import HttpRequest

from senro.kernel.queries import unread_count


def counts(request: HttpRequest) -> dict[str, int]:
    """{"notifications": unread} for the person who is signed in."""
    actor = getattr(request, "actor", None)
    return {"notifications": unread_count(actor)} if actor else {}
