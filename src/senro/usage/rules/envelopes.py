"""Reading a request: one event, a list, or an envelope around a list. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from senro.kernel.rules.broken_json import place_of

from .salvage import Torn, apart

MOST_EVENTS: Final = 150_000
MOST_BYTES: Final = 256 * 1024 * 1024
# An escaped backslash, a whole pair, or (the group) half a character.
HALVES: Final = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


class Malformed(ValueError):
    """Not JSON, not UTF-8, or not what its compression says; where, if that can be told."""

    def __init__(self, position: int | None = None) -> None:
        super().__init__(position)
        self.position = position


class TooMuch(ValueError):
    """More events, or more bytes once unpacked, than one request may hold."""


class WrongShape(ValueError):
    """JSON, but neither an event nor a list of events; names the field."""


class Envelope(msgspec.Struct):
    """What may stand around the events."""

    events: list[msgspec.Raw] | None = None
    batch: list[msgspec.Raw] | None = None
    writeKey: Any = None  # noqa: N815 - the name on the wire
    sentAt: Any = None  # noqa: N815


@dataclass(frozen=True)
class Letter:
    """A request's events, each still as its own JSON."""

    raws: list[bytes]
    single: bool
    sent_at: str | None = None
    write_key: str = ""
    # Those that are no text: not even a quick look may pass them.
    no_text: frozenset[int] = frozenset()


def unpacked(body: bytes, most: int = MOST_BYTES) -> bytes:
    """A gzip body, never more than `most` of it. Raises Malformed, TooMuch."""
    machine = zlib.decompressobj(wbits=31)
    try:
        text = machine.decompress(body, most + 1)
    except zlib.error as error:
        raise Malformed from error
    if len(text) > most:
        raise TooMuch
    if not machine.eof:
        raise Malformed
    return text


def opened(body: bytes) -> Letter:
    """The events of a request. Raises Malformed, TooMuch, WrongShape.

    JavaScript cuts emoji in half and writes the half down, Python writes NaN, an old file is no UTF-8:
    that must not cost the whole batch.
    """
    try:
        return _opened(body)
    except Malformed:
        whole = HALVES.sub(lambda found: rb"\ufffd" if found[1] else found[0], body)
        for again in (_opened, _salvaged) if whole != body else (_salvaged,):
            try:
                return again(whole)
            except (Malformed, Torn):
                continue
        raise


def _salvaged(body: bytes) -> Letter:
    """Each event by itself; the one that is no JSON will be refused."""
    frame, raws = apart(body, MOST_EVENTS)
    if len(raws) > MOST_EVENTS:
        raise TooMuch
    no_text = frozenset(n for n, raw in enumerate(raws) if not _is_text(raw))
    try:
        frame.decode("utf-8")
        if frame.lstrip()[:1] == b"[":
            msgspec.json.decode(frame)
            return replace(_letter(raws, Envelope()), no_text=no_text)
        return replace(_letter(raws, msgspec.json.decode(frame, type=Envelope)), no_text=no_text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Malformed from error


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _opened(body: bytes) -> Letter:
    try:
        body.decode("utf-8")
        if body.lstrip()[:1] == b"[":
            return _letter(msgspec.json.decode(body, type=list[msgspec.Raw]), Envelope())
        envelope = msgspec.json.decode(body, type=Envelope)
    except msgspec.ValidationError as error:
        raise WrongShape("batch" if "batch" in str(error) else "events") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Malformed(place_of(error)) from error
    listed = envelope.batch if envelope.events is None else envelope.events
    if listed is None:
        return Letter([body], True, None, _text(envelope.writeKey) or "")
    return _letter(listed, envelope)


def _letter(listed: Sequence[bytes | msgspec.Raw], envelope: Envelope) -> Letter:
    if not listed:
        raise WrongShape("events")
    if len(listed) > MOST_EVENTS:
        raise TooMuch
    raws = [bytes(raw) for raw in listed]
    return Letter(raws, False, _text(envelope.sentAt), _text(envelope.writeKey) or "")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
