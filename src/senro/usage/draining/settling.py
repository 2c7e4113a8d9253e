"""What the records learn of a round: one transaction, in which its batches become drained."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F

from senro.kernel.rows_writer import update_rows

from ..models import EventConflict, InboxBatch, WaitingSubject
from ..queries.whose import Answer, Asked
from ..rules.domains import domain_of
from ..rules.identity import digest
from .reading import Round, Taken

# Called with the keys of the accounts that have new events, inside the transaction: whoever keeps
# values about accounts marks them stale.
LISTENERS: list[Callable[[set[str], datetime], None]] = []
MOST_CLASHES = 1_000
CHUNK = 2_000
JOINED = ("events", "first_at", "last_at", "domain", "traits", "resolved_at", "account")


class AlreadyDrained(RuntimeError):
    """Another worker settled these batches in the meantime."""


def settle(
    found: Round,
    stored: list[tuple[Taken, Answer]],
    *,
    at: datetime,
    machine: datetime,
) -> None:
    """Note what became of a round. Raises AlreadyDrained."""
    # Batches by their place in memory: a row's own hash is a call of Python's for each event.
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    counts["stored"].update(id(one.batch) for one, _answer in stored)
    counts["waiting"].update(id(one.batch) for one, answer in stored if answer.account is None)
    counts["stored"].update(id(one.batch) for one in found.sums)
    counts["duplicates"].update(id(one.batch) for one in found.duplicates)
    counts["duplicates"].update(id(one.batch) for one in found.old_sums)
    counts["conflicts"].update(id(one.batch) for one, _kept in found.clashes)
    counts["records"].update(id(one.batch) for one in found.records)
    with transaction.atomic():
        ids = [batch.pk for batch in found.batches]
        open_ = InboxBatch.objects.select_for_update().filter(pk__in=ids, drained_at=None)
        if len(open_.values_list("pk", flat=True)) != len(ids):
            raise AlreadyDrained
        _clashes(found.clashes)
        wait((one.asked, one.event.at) for one, answer in stored if answer.account is None)
        accounts = {answer.account for _one, answer in stored if answer.account}
        accounts |= {one.values["account"] for one in found.sums}
        for listener in LISTENERS:
            listener(accounts, at)
        update_rows(
            InboxBatch, [_drained(batch, found, counts, machine) for batch in found.batches]
        )


def _drained(
    batch: InboxBatch, found: Round, counts: Mapping[str, Counter[int]], machine: datetime
) -> tuple[UUID, dict[str, Any]]:
    error = found.lost.get(batch, "")
    values: dict[str, Any] = {name: counted[id(batch)] for name, counted in counts.items()}
    # What could not be read is kept to be looked at.
    kept = {} if error else {"payload": b""}
    return batch.pk, {**values, **kept, "error": error, "drained_at": machine}


def wait(subjects: Iterable[tuple[Asked, datetime]]) -> None:
    """Count events without an account under who they name."""
    counted: dict[str, WaitingSubject] = {}
    for asked, at in subjects:
        row = subject_of(asked, at)
        row = counted.setdefault(row.digest, row)
        row.events += 1
        row.first_at, row.last_at = min(row.first_at, at), max(row.last_at, at)
    add_waiting(*counted.values())


def subject_of(asked: Asked, at: datetime) -> WaitingSubject:
    """A row, not yet kept, for who an event names."""
    ids = (asked.group_id or "", asked.user_id or "", asked.anonymous_id or "")
    return WaitingSubject(
        digest=digest("\x00".join(ids)),
        group_id=ids[0],
        user_id=ids[1],
        anonymous_id=ids[2],
        domain=domain_of(asked.mail),
        first_at=at,
        last_at=at,
    )


def add_waiting(*rows: WaitingSubject) -> None:
    """Keep what rows say, beside what is known of the same ones."""
    for start in range(0, len(rows), CHUNK):
        piece = rows[start : start + CHUNK]
        there = WaitingSubject.objects.filter(digest__in=[row.digest for row in piece])
        known = {row.digest: row for row in there.select_for_update()}
        for row in piece:
            if row.digest in known:
                _join(known[row.digest], row)
        WaitingSubject.objects.bulk_create(row for row in piece if row.digest not in known)
        WaitingSubject.objects.bulk_update(known.values(), JOINED, batch_size=100)


def _join(known: WaitingSubject, row: WaitingSubject) -> None:
    known.events = row.events + (0 if known.resolved_at else known.events)
    known.first_at = min(known.first_at, row.first_at)
    known.last_at = max(known.last_at, row.last_at)
    known.domain = row.domain or known.domain
    known.traits = {**known.traits, **row.traits}
    known.resolved_at = known.account = None


def _clashes(clashes: list[tuple[Taken, str]]) -> None:
    EventConflict.objects.bulk_create(
        (
            EventConflict(
                batch=one.batch,
                event_id=one.event_id,
                message_id=one.message_id[:300],
                user_id=one.event.user_id or "",
                content=one.event.content,
                kept=kept,
                sent=msgspec.json.encode(
                    {
                        "type": one.event.type,
                        "name": one.event.name,
                        "at": one.event.at,
                        "properties": one.event.properties,
                    }
                ).decode()[:2_000],
            )
            for one, kept in clashes[:MOST_CLASHES]
        ),
        ignore_conflicts=True,
    )


def note_failure(batches: list[InboxBatch], error: str, *, theirs: bool) -> None:
    """These batches stay in the inbox; the page says why. Only what is `theirs` counts against them."""
    InboxBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(
        attempts=F("attempts") + (1 if theirs else 0), error=error[:2_000]
    )
