"""What makes two events the same one. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final

import msgspec

# The same message id after this is a new event.
WINDOW: Final = timedelta(days=35)
_encode = msgspec.json.Encoder(order="deterministic").encode


def digest(text: str | bytes) -> str:
    """32 hex digits."""
    return blake2b(text if isinstance(text, bytes) else text.encode(), digest_size=16).hexdigest()


def digest_of(values: Any) -> str:
    """A digest of JSON values, the same in whatever order an object's names were written."""
    return digest(_encode(values))


def event_id(source: str, message_id: str) -> str:
    """The identity of an event in the table."""
    return digest(f"{source}\x00{message_id}")


def counted() -> Callable[[str], str]:
    """Names rows without an id by what they say and their count: the second equal row is another."""
    seen: dict[str, int] = {}

    def name(content: str) -> str:
        seen[content] = count = seen.get(content, 0) + 1
        return content if count == 1 else f"{content}:{count}"

    return name
