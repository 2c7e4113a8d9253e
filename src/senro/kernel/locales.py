"""The reader's language, as the domains call it."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import get_language


def locale() -> Literal["ja", "en"]:
    """`ja` or `en`; Japanese where none was chosen."""
    return "ja" if (get_language() or "ja").startswith("ja") else "en"
