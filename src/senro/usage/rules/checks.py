"""A first, quick look at an event: is it plainly good? Pure.

`events.read` decides. This only spares most events its work when they come in: whatever is not
plainly good is read in full, and what is plainly good, `read` takes too (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec

from .events import (
    AHEAD,
    LONGEST_ID,
    LONGEST_NAME,
    MOST_EVENT_BYTES,
    TYPES,
    Arrival,
    Sent,
    skew,
)

Id = Annotated[str, msgspec.Meta(max_length=LONGEST_ID)] | None
Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] | None
# JSON has a NUL only escaped.
NUL: Final = b"\\u0000"
# Where a context may hold ids, which `read` takes out of it.
WITH_IDS: Final = ("groupId", "sessionId", "device")


class Plain(msgspec.Struct, gc=False):
    """The fields of `Sent`, as nearly everybody sends them: ids as text, nothing too long."""

    type: str | None = None
    messageId: str | None = None  # noqa: N815 - the names of the wire
    event: Name = None
    name: Name = None
    userId: Id = None  # noqa: N815
    anonymousId: Id = None  # noqa: N815
    groupId: Id = None  # noqa: N815
    previousId: Id = None  # noqa: N815
    timestamp: str | None = None
    sentAt: str | None = None  # noqa: N815
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    id: str | None = None
    account: Id = None
    end_user: Id = None
    at: str | None = None
    session: Id = None
    device: Id = None


assert Plain.__struct_fields__ == Sent.__struct_fields__
_decode = msgspec.json.Decoder(Plain).decode


def plainly_good(arrival: Arrival, kind: str = "") -> Callable[[bytes], bool]:
    """A look at the events of one batch. False says nothing: read it."""
    off = skew(arrival.sent_at, arrival.machine)
    latest = max(arrival.received, arrival.machine) + AHEAD + off
    earliest = min(arrival.received, arrival.machine) - arrival.kept_for + off
    instant = datetime.fromisoformat

    def looks(raw: bytes) -> bool:
        if len(raw) > MOST_EVENT_BYTES or NUL in raw:
            return False
        try:
            sent = _decode(raw)
            said = sent.at if sent.timestamp is None else sent.timestamp
            if said is not None:
                at = instant(said)
                if at.tzinfo is None and sent.timestamp is not None:
                    at = at.replace(tzinfo=UTC)
                # An `at` without an offset cannot be compared.
                if not earliest <= at <= latest:
                    return False
        except (ValueError, TypeError, OverflowError, RecursionError):
            return False
        type_ = kind or sent.type or "track"
        group = sent.account if sent.groupId is None else sent.groupId
        user = sent.end_user if sent.userId is None else sent.userId
        if not (group or (type_ != "group" and (user or sent.anonymousId)) or "").strip():
            return False
        if type_ == "track":
            named = bool((sent.event or sent.name or "").strip())
        else:
            named = type_ in TYPES and bool(sent.name or not (sent.properties or {}).get("name"))
        if not named or sent.sentAt is not None:
            return False
        return not sent.context or not any(name in sent.context for name in WITH_IDS)

    return looks
