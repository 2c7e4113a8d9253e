"""Reading one event, as our own API and as Segment's SDKs send it. Pure.

An event is either good or refused with a field and a code; nothing about it is guessed later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from .identity import digest, digest_of

TRACKED: Final = frozenset({"track", "page", "screen"})
ABOUT_RECORDS: Final = frozenset({"identify", "group", "alias"})
TYPES: Final = TRACKED | ABOUT_RECORDS
# As Segment: one event is small, a batch may be large.
MOST_EVENT_BYTES: Final = 32 * 1024
LONGEST_ID: Final = 300
LONGEST_NAME: Final = 200
SKEW: Final = timedelta(minutes=10)
# An event of tomorrow may be a clock in another zone; one of next week is a wrong clock.
AHEAD: Final = timedelta(hours=24)
Identifier = str | int | float | None
AT_FIELD = re.compile(r"at `\$\.?([^`]*)`")


class Refused(ValueError):
    """This event is kept out: which field, and why."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


class Sent(msgspec.Struct):
    """One event as it is written in JSON. What is not named here is ignored."""

    type: str | None = None
    messageId: Identifier = None  # noqa: N815 - the names of the wire
    event: str | None = None
    name: str | None = None
    userId: Identifier = None  # noqa: N815
    anonymousId: Identifier = None  # noqa: N815
    groupId: Identifier = None  # noqa: N815
    previousId: Identifier = None  # noqa: N815
    timestamp: str | None = None
    sentAt: str | None = None  # noqa: N815
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    # Our own short names.
    id: Identifier = None
    account: Identifier = None
    end_user: Identifier = None
    at: str | None = None
    session: Identifier = None
    device: Identifier = None


_decode = msgspec.json.Decoder(Sent).decode


@dataclass(frozen=True)
class Arrival:
    """How a batch came in: what its events are measured against."""

    received: datetime
    machine: datetime
    sent_at: str | None = None
    kept_for: timedelta = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Event:
    """A good event."""

    type: str
    name: str
    message_id: str
    user_id: str | None
    anonymous_id: str | None
    group_id: str | None
    previous_id: str | None
    at: datetime
    timed: bool
    session_id: str | None
    device_id: str | None
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]
    content: str

    @property
    def mail(self) -> str:
        """The user's mail address, where the event says one."""
        for place in (self.traits, self.context.get("traits")):
            found = place.get("email") if isinstance(place, dict) else None
            if isinstance(found, str) and "@" in found and "\x00" not in found:
                return found.strip().lower()
        return (self.user_id or "").lower() if "@" in (self.user_id or "") else ""


def read(raw: bytes, arrival: Arrival, kind: str = "") -> Event:
    """One event. `kind` is the type that the address named. Raises Refused."""
    if len(raw) > MOST_EVENT_BYTES:
        raise Refused("", "too_large")
    try:
        sent = _decode(raw)
    except msgspec.ValidationError as error:
        found = AT_FIELD.search(str(error))
        raise Refused(found.group(1) if found else "", "wrong_type") from error
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Refused("", "malformed") from error
    return _event(sent, arrival, kind)


def _event(sent: Sent, arrival: Arrival, kind: str) -> Event:
    type_ = kind or sent.type or "track"
    if type_ not in TYPES:
        raise Refused("type", "unknown_type")
    context = sent.context or {}
    user = _id(sent.userId if sent.userId is not None else sent.end_user, "userId")
    anonymous = _id(sent.anonymousId, "anonymousId")
    group = _id(sent.groupId if sent.groupId is not None else sent.account, "groupId")
    group = group or _id(_plain(context.get("groupId")), "context.groupId")
    if not (user or anonymous or group):
        raise Refused("userId", "nobody")
    if type_ == "group" and not group:
        raise Refused("groupId", "required")
    at, timed = _when(sent, arrival)
    properties, traits = sent.properties or {}, sent.traits or {}
    name = _name(sent, type_, properties)
    said = [type_, name, user, anonymous, group, sent.previousId, sent.timestamp or sent.at]
    return Event(
        type=type_,
        name=name,
        message_id=_message(sent),
        user_id=user,
        anonymous_id=anonymous,
        group_id=group,
        previous_id=_id(sent.previousId, "previousId"),
        at=at,
        timed=timed,
        session_id=_id(_first(sent.session, context, "sessionId"), "session"),
        device_id=_id(_first(sent.device, context.get("device"), "id"), "device"),
        properties=properties,
        traits=traits,
        context=context,
        content=digest_of([*said, properties, traits]),
    )


def _name(sent: Sent, type_: str, properties: dict[str, Any]) -> str:
    if type_ == "track":
        name = (sent.event or sent.name or "").strip()
        if not name:
            raise Refused("event", "required")
    else:
        name = (sent.name or _plain(properties.get("name")) or type_).strip() or type_
    if len(name) > LONGEST_NAME:
        raise Refused("event", "too_long")
    if "\x00" in name:
        raise Refused("event", "control_character")
    return name


def _message(sent: Sent) -> str:
    """The sender's id; one too long for a column is as good when it is digested."""
    given = sent.messageId if sent.messageId is not None else sent.id
    text = "" if given is None else str(given).strip()
    return digest(text) if len(text) > LONGEST_ID or "\x00" in text else text


def _id(value: Identifier, field: str) -> str | None:
    if value is None:
        return None
    text = str(value).strip()
    if len(text) > LONGEST_ID:
        raise Refused(field, "too_long")
    if "\x00" in text:
        raise Refused(field, "control_character")
    return text or None


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else None


def _first(own: Identifier, place: Any, name: str) -> Identifier:
    if own is not None or not isinstance(place, dict):
        return own
    return _plain(place.get(name))


def _when(sent: Sent, arrival: Arrival) -> tuple[datetime, bool]:
    """When it happened, and whether the sender said so."""
    if sent.timestamp is None and sent.at is None:
        return arrival.received, False
    if sent.timestamp is not None:
        at = instant(sent.timestamp, "timestamp")
    else:
        at = instant(str(sent.at), "at", offset_needed=True)
    at -= skew(sent.sentAt or arrival.sent_at, arrival.machine)
    if at > max(arrival.received, arrival.machine) + AHEAD:
        raise Refused("timestamp", "too_early")
    if at < min(arrival.received, arrival.machine) - arrival.kept_for:
        raise Refused("timestamp", "too_late")
    return at, True


def skew(sent_at: str | None, machine: datetime) -> timedelta:
    """How far the sender's clock is ahead, where it is so far off that it must be wrong."""
    if not sent_at:
        return timedelta(0)
    try:
        off = instant(sent_at, "sentAt") - machine
    except Refused:
        return timedelta(0)
    return off if abs(off) > SKEW else timedelta(0)


def instant(text: str, field: str, *, offset_needed: bool = False) -> datetime:
    """An ISO 8601 instant; without an offset it is UTC, as Segment has it. Raises Refused."""
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            if offset_needed:
                raise Refused(field, "needs_offset")
            return found.replace(tzinfo=UTC)
        found = found.astimezone(UTC)
        # The engine counts microseconds from 1970 in 64 bits; the calendar's ends are no dates.
        if not 1900 <= found.year <= 9000:
            raise Refused(field, "bad_time")
    except (ValueError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(field, "bad_time") from error
    return found
