"""Where a text stops being JSON. Pure."""

from __future__ import annotations

import re


def place_of(error: Exception) -> int | None:
    """The byte at which a text stops being JSON, where the reader says it."""
    if isinstance(error, UnicodeDecodeError):
        return error.start
    found = re.search(r"\(byte (\d+)\)", str(error))
    return int(found[1]) if found else None
