"""Taking events in: each is read at once, the good ones are in the inbox when this returns.

One row a batch, in one transaction: with SQLite that is one write to the disk for a hundred
thousand events. What becomes of them is the drain's business.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from senro.kernel.models import uuid7
from senro.kernel.rows_writer import insert_rows
from senro.kernel.rules.access import Actor

from .models import InboxBatch, RefusedEvent
from .queries.retention import kept_for
from .rules.checks import plainly_good
from .rules.envelopes import Letter
from .rules.events import Arrival, Refused, read

NATIVE, SEGMENT, IMPORT = "native", "segment", "import"
# How many refused events of one batch are kept to be looked at, and how much of each.
MOST_REFUSALS = 500
SHOWN = 2_000
# What a batch that has just come says of its draining.
NOTHING_YET: Final[dict[str, Any]] = {
    "attempts": 0,
    "error": "",
    "stored": 0,
    "duplicates": 0,
    "conflicts": 0,
    "waiting": 0,
    "records": 0,
}


@dataclass(frozen=True)
class Rejected:
    """An event of a request that was kept out."""

    index: int
    field: str
    code: str


@dataclass(frozen=True)
class Receipt:
    """What the sender is told."""

    batch: UUID | None
    received: int
    accepted: int
    rejected: tuple[Rejected, ...]


def receive(
    letter: Letter,
    *,
    source: str,
    by: Actor,
    at: datetime,
    machine: datetime,
    channel: str = NATIVE,
    kind: str = "",
    history: bool = False,
) -> Receipt:
    """Put the good events of a letter into the inbox. Durable when this returns."""
    arrival = Arrival(at, machine, letter.sent_at, kept_for=kept_for())
    good, bad = _sorted_out(letter, arrival, kind)
    payload = b"[" + b",".join(good) + b"]"
    row = {
        "id": uuid7(),
        "source": source,
        "channel": channel,
        "kind": kind,
        "person_id": by.person_id,
        "key_id": by.key_id,
        "received_at": at,
        "machine_at": machine,
        "sent_at": (letter.sent_at or "")[:60],
        "history": history,
        "accepted": len(good),
        "refused": len(bad),
        "size": len(payload),
        "payload": zlib.compress(payload, 1) if good else b"",
        "drained_at": None if good else machine,
        **NOTHING_YET,
    }
    _keep(row, bad, letter)
    return Receipt(row["id"], len(letter.raws), len(good), tuple(bad))


def _keep(row: dict[str, Any], bad: list[Rejected], letter: Letter) -> None:
    if not bad and not connection.in_atomic_block:
        # One statement is a transaction by itself. Inside of another, its failure must not break that.
        insert_rows(InboxBatch, [row])
        return
    with transaction.atomic():
        insert_rows(InboxBatch, [row])
        # In one statement: SQLite undoes more than our part when its disk fills up among many.
        RefusedEvent.objects.bulk_create(
            RefusedEvent(
                batch_id=row["id"],
                index=one.index,
                field=one.field[:100],
                code=one.code,
                sent=_shown(letter.raws[one.index]),
            )
            for one in bad[:MOST_REFUSALS]
        )


def _sorted_out(letter: Letter, arrival: Arrival, kind: str) -> tuple[list[bytes], list[Rejected]]:
    good, bad = [], []
    plain = plainly_good(arrival, kind)
    for index, raw in enumerate(letter.raws):
        if index in letter.no_text:
            bad.append(Rejected(index, "", "no_text"))
            continue
        if plain(raw):
            good.append(raw)
            continue
        try:
            read(raw, arrival, kind)
        except Refused as error:
            bad.append(Rejected(index, error.field, error.code))
        else:
            good.append(raw)
    return good, bad


def _shown(raw: bytes) -> str:
    # PostgreSQL keeps no NUL, and JSON has it only escaped.
    return raw[:SHOWN].decode("utf-8", "ignore")


def payload_of(batch: InboxBatch) -> bytes:
    """A batch's events as one JSON list."""
    return zlib.decompress(bytes(batch.payload))


def arrival_of(batch: InboxBatch, kept: timedelta) -> Arrival:
    """How a batch came in: read again, an event says the same."""
    return Arrival(batch.received_at, batch.machine_at, batch.sent_at or None, kept_for=kept)
