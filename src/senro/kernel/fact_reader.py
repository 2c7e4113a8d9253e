"""Readers of facts keep a cursor, and never pass over a fact that is still being written.

Sequence numbers are handed out before a transaction commits, so on PostgreSQL a later number can
become visible first. Facts are therefore read in the order of (xid, seq), and only those of
transactions older than the oldest one still open: nothing can appear behind the cursor any more.
SQLite has one writer at a time; there xid is 0 and the order is that of seq.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import BigIntegerField, F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from .models import Cursor, Fact

OLDEST_OPEN = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
Place = tuple[int, int]


def settled_facts() -> QuerySet[Fact]:
    """Facts behind which no other fact can appear, in the order in which they are read."""
    facts = Fact.objects.order_by("xid", "seq")
    if connection.vendor == "postgresql":
        oldest = RawSQL(OLDEST_OPEN, (), output_field=BigIntegerField())  # noqa: S611 - a constant
        facts = facts.filter(xid__lt=oldest)
    return facts


def read_facts(name: str, limit: int = 500, *, verbs: Collection[str] | None = None) -> list[Fact]:
    """The next settled facts after the reader's cursor. Reading twice gives the same ones."""
    facts = settled_facts().filter(_after(place_of(name)))
    if verbs is not None:
        facts = facts.filter(verb__in=verbs)
    return list(facts[:limit])


def advance(name: str, to: Fact | Place) -> None:
    """Everything up to and with this fact is done with."""
    xid, seq = (to.xid, to.seq) if isinstance(to, Fact) else to
    Cursor.objects.update_or_create(name=name, defaults={"xid": xid, "seq": seq})


def place_of(name: str) -> Place:
    """How far the reader has come."""
    found = Cursor.objects.filter(name=name).values_list("xid", "seq").first()
    return found or (0, 0)


def end_of_facts() -> Place:
    """The place of the last settled fact."""
    last = settled_facts().reverse().values_list("xid", "seq").first()
    return last or (0, 0)


def start_at_the_end(name: str) -> None:
    """A new reader begins with what happens from now on."""
    xid, seq = end_of_facts()
    Cursor.objects.get_or_create(name=name, defaults={"xid": xid, "seq": seq})


def settled_cursors() -> list[tuple[str, int]]:
    """Where each reader would stand if facts had no transaction numbers: (name, seq), by name.

    A reader may meet some facts a second time, and misses none.
    """
    last = Fact.objects.aggregate(last=Max("seq"))["last"] or 0
    found = []
    for cursor in Cursor.objects.all():
        unread = Fact.objects.filter(_after((cursor.xid, cursor.seq))).order_by("seq")
        first = unread.values_list("seq", flat=True).first()
        found.append((cursor.name, first - 1 if first else last))
    return sorted(found)


def settle_restored_facts() -> None:
    """After a restore into another PostgreSQL: its transaction numbers mean nothing here.

    The caller has taken the append-only triggers away. Readers may meet some facts a second time.
    """
    for name, seq in settled_cursors():
        Cursor.objects.filter(pk=name).update(xid=0, seq=seq)
    Fact.objects.exclude(xid=0).update(xid=F("xid") * 0)


def _after(place: Place) -> Q:
    xid, seq = place
    return Q(xid__gt=xid) | Q(xid=xid, seq__gt=seq)
