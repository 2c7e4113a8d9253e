"""One round of the drain, and all of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError
from django.db.models import QuerySet

from senro import lake
from senro.kernel.errors import SenroError
from senro.kernel.queries.people import organization

from ..intake import IMPORT, SHOWN
from ..leasing import held
from ..models import InboxBatch
from ..queries.retention import kept_for
from ..queries.whose import Answer, whose
from .reading import Round, Taken, taken
from .records import put_records
from .settling import AlreadyDrained, note_failure, settle
from .sums import store as store_sums

logger = logging.getLogger("senro.usage")
WRITER = "senro.drain"
# How many events one append takes: large enough for good files, small enough for the memory.
MOST_EVENTS = 150_000
MOST_BATCHES = 500
ASIDE_AFTER = 5
# What is the batch's own fault; a full disk or a database that is away is not.
OF_THE_DATA = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    DataError,
    IntegrityError,
    SenroError,
)


def drain_inbox(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Drain what is in the inbox. How many batches."""
    if not _waiting().exists():
        return 0
    done = 0
    with held("drain", clock) as alone:
        while alone and (drained := drain_round(at=at, machine=clock())):
            done += drained
    return done


def drain_round(*, at: datetime, machine: datetime) -> int:
    """Drain the oldest batches. How many; 0 when there are none or another worker was faster."""
    batches = _oldest()
    if not batches:
        return 0
    turn = lake.turn_of(lake.EVENTS, WRITER)
    try:
        found = taken(batches, kept_for())
        # First, so that an event knows its user from an `identify` sent with it. Twice is once.
        put_records(found.records, at=at)
        stored = _store(found, turn)
        found.sums, found.old_sums = store_sums(found.sums, WRITER)
        settle(found, stored, at=at, machine=machine)
    except (lake.WrittenMeanwhile, AlreadyDrained):
        logger.info("another worker drains too")
        return 0
    except Exception as error:
        note_failure(batches, repr(error)[:SHOWN], theirs=isinstance(error, OF_THE_DATA))
        raise
    return len(batches)


def _waiting() -> QuerySet[InboxBatch]:
    """What may be drained: a batch that failed again and again lies aside until it is tried anew."""
    return InboxBatch.objects.filter(drained_at=None, attempts__lt=ASIDE_AFTER).order_by("id")


def try_again() -> int:
    """Give what lies aside one more try. How many batches."""
    aside = InboxBatch.objects.filter(drained_at=None, attempts__gte=ASIDE_AFTER)
    return aside.update(attempts=ASIDE_AFTER - 1)


def _oldest() -> list[InboxBatch]:
    waiting = _waiting()
    chosen: list[UUID] = []
    events = 0
    for pk, accepted, attempts in waiting.values_list("pk", "accepted", "attempts")[:MOST_BATCHES]:
        # Alone, so that a batch nobody can write holds up no other.
        if chosen and (attempts or events + accepted > MOST_EVENTS):
            break
        chosen.append(pk)
        events += MOST_EVENTS if attempts else accepted
    return list(waiting.filter(pk__in=chosen).select_related("person", "key"))


def _store(found: Round, turn: int) -> list[tuple[Taken, Answer]]:
    """Append what the table has not. Returns what it now has of this round, with whose it is."""
    # Here, not above: the engine takes seconds to load, and the command line need not wait for it.
    from .rows import arrow, there

    if not found.events:
        return []
    files = any(batch.channel == IMPORT for batch in found.batches)
    since = None if files else min(batch.received_at for batch in found.batches)
    known = there((one.event_id for one in found.events), since)
    own = {str(batch.pk) for batch in found.batches}
    new: list[Taken] = []
    stored: list[tuple[Taken, Answer]] = []
    for one in found.events:
        row = known.get(one.event_id)
        if row is None:
            new.append(one)
        elif row.batch in own:
            # A round that was killed between the append and this.
            stored.append((one, row.answer))
        elif row.content == one.event.content:
            found.duplicates.append(one)
        else:
            found.clashes.append((one, row.content))
    if new:
        knows = whose(one.asked for one in new)
        answers = [knows.answer(one.asked) for one in new]
        rows = arrow(new, answers, organization().timezone)
        lake.append(lake.EVENTS, rows, writer=WRITER, turn=turn)
        stored += zip(new, answers, strict=True)
    return stored
