"""The events of some batches, each with its identity, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from ..bulk import SUMS
from ..intake import arrival_of, payload_of
from ..models import InboxBatch
from ..queries.whose import Asked
from ..rules.events import TRACKED, Event, Refused, read
from ..rules.identity import counted, event_id
from .sums import Sum, sums_of

logger = logging.getLogger("senro.usage")
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(slots=True)
class Taken:
    """An event on its way."""

    batch: InboxBatch
    event: Event
    message_id: str
    event_id: str
    # Whose is it?
    asked: Asked


@dataclass
class Round:
    """What one round drains."""

    batches: list[InboxBatch]
    events: list[Taken] = field(default_factory=list)
    records: list[Taken] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    # Sums that an earlier import brought.
    old_sums: list[Sum] = field(default_factory=list)
    clashes: list[tuple[Taken, str]] = field(default_factory=list)
    duplicates: list[Taken] = field(default_factory=list)
    lost: dict[InboxBatch, str] = field(default_factory=dict)


def taken(batches: Iterable[InboxBatch], kept: timedelta) -> Round:
    """Read batches: what is an event, what is about a record, what came twice among them."""
    found = Round(list(batches))
    seen: dict[str, Taken] = {}
    for batch in found.batches:
        try:
            if batch.kind == SUMS:
                found.sums += sums_of(batch)
                continue
            all_of_it = list(_events(batch, kept))
        except Exception as error:
            # It was read once when it came. Let it lie, seen, rather than hold up what is behind it.
            logger.exception("the inbox batch %s cannot be read", batch.pk)
            found.lost[batch] = repr(error)[:2000]
            continue
        for one in all_of_it:
            if one.event.type not in TRACKED:
                found.records.append(one)
            elif (first := seen.get(one.event_id)) is None:
                seen[one.event_id] = one
                found.events.append(one)
            elif first.event.content == one.event.content:
                found.duplicates.append(one)
            else:
                found.clashes.append((one, first.event.content))
    return found


def _events(batch: InboxBatch, kept: timedelta) -> Iterable[Taken]:
    arrival, name = arrival_of(batch, kept), counted()
    for raw in _raws(payload_of(batch)):
        try:
            event = read(bytes(raw), arrival, batch.kind)
        except Refused:
            # Only if events are kept for a shorter time than when it came.
            continue
        message = event.message_id
        if not message:
            # Without a time, two sendings are two events: nothing says that one is a retry.
            content = event.content if event.timed else f"{event.content}:{batch.pk}"
            message = name(content)
        asked = Asked(event.group_id, event.user_id, event.anonymous_id, event.mail)
        yield Taken(batch, event, message, event_id(batch.source, message), asked)
