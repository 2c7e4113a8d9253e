"""Addresses of the built assets, with their version, so that an upgrade is seen at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

BUILT = Path(__file__).resolve().parent.parent / "static" / "senro"


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash of the built assets; empty while `frontend/` is being watched."""
    stamp = BUILT / "version.txt"
    return stamp.read_text("utf-8").strip() if stamp.exists() else ""


def asset(name: str) -> str:
    """`style.css` → `/static/senro/style.css?v=1a2b3c4d5e`."""
    mark = version()
    return static(f"senro/{name}") + (f"?v={mark}" if mark else "")
