"""What the shell needs on every page: menu, theme, counts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from senro.kernel.rules.access import allowed

from .navigation import exists, menu

THEME_COOKIE = "senro_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """What this browser chose, else the person, else auto: then the browser decides."""
    user = getattr(request, "user", None)
    chosen = request.COOKIES.get(THEME_COOKIE) or getattr(user, "theme", "") or "auto"
    return chosen if chosen in THEMES else "auto"


def counts_of(request: HttpRequest) -> dict[str, int]:
    """Numbers beside menu words and the bell, from the callable named in SENRO_UI_COUNTS."""
    dotted = getattr(settings, "SENRO_UI_COUNTS", "")
    user = getattr(request, "user", None)
    if not dotted or user is None or not user.is_authenticated:
        return {}
    return dict(import_string(dotted)(request))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `theme`, `bell`, `has_search`, `has_notifications`, `is_fragment`.

    What costs a query is a function: a fragment that shows no shell does not pay for it.
    """
    counts = cache(lambda: counts_of(request))
    actor = getattr(request, "actor", None)
    return {
        "nav": cache(lambda: menu(request.path, counts(), actor)),
        "theme": cache(lambda: theme_of(request)),
        "bell": lambda: counts().get("notifications", 0),
        "may_import": actor is not None and allowed(actor, "import.run"),
        "has_search": lambda: exists("/search/"),
        "has_notifications": lambda: exists("/notifications/"),
        "is_fragment": request.headers.get("HX-Request") == "true"
        and not request.headers.get("HX-Boosted"),
    }
