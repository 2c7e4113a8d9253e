"""Keys and ids in addresses."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from senro.kernel.errors import Missing

LONGEST = 300


def uuid_of(text: str) -> UUID:
    """An opaque id. A malformed one is simply not there."""
    try:
        found = UUID(text)
    except ValueError as error:
        raise Missing() from error
    if str(found) != text.lower():
        raise Missing()
    return found


def key_of(text: str) -> str:
    """An external key as it is compared: NFC, trimmed. What no key can be is not there."""
    key = unicodedata.normalize("NFC", text).strip()
    if not key or len(key) > LONGEST or key.endswith("/") or "\x00" in key:
        raise Missing()
    return key
