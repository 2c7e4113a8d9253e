"""What the shell of every page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Nav entries, bell, theme."""
    return {"nav": [], "theme": request.COOKIES.get("theme", "")}
