"""What the shell needs on every page: menu, theme, counts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from .navigation import exists, menu

THEME_COOKIE = "senro_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """light, dark, or auto when never chosen: then the browser decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def counts_of(request: HttpRequest) -> dict[str, int]:
    """Numbers beside menu words and the bell, from the callable named in SENRO_UI_COUNTS."""
    dotted = getattr(settings, "SENRO_UI_COUNTS", "")
    user = getattr(request, "user", None)
    if not dotted or user is None or not user.is_authenticated:
        return {}
    return dict(import_string(dotted)(request))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `theme`, `bell`, `has_search`, `has_notifications`."""
    counts = counts_of(request)
    return {
        "nav": menu(request.path, counts),
        "theme": theme_of(request),
        "bell": counts.get("notifications", 0),
        "has_search": exists("/search/"),
        "has_notifications": exists("/notifications/"),
        "is_fragment": request.headers.get("HX-Request") == "true"
        and not request.headers.get("HX-Boosted"),
    }
