"""Values of metrics of events, counted in the event table: of any day, of all accounts at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from senro import lake
from senro.customers.models import Account

from ..metrics import AsOf, Definition

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Values = dict[str, dict[str, Any]]
# Asked again and again within a rule that looks back, or page by page.
_kept: OrderedDict[tuple[Any, ...], Values] = OrderedDict()
KEPT = 64
_taken: ContextVar[dict[tuple[str, ...], tuple[AsOf, pa.Table]] | None] = ContextVar(
    "senro_taken", default=None
)
FEW = 50


def counted(
    definitions: Iterable[Definition], asked: AsOf, accounts: Collection[str] | None = None
) -> Values:
    """{account key: {code: value}}; an account of which nothing was ever heard is not there."""
    wanted = [one for one in definitions if one.of_events]
    if lake.is_empty() or not wanted:
        return {}
    if accounts is None or len(accounts) > FEW:
        return _measured(_heard(accounts, asked), wanted, asked)
    return _remembered(
        (tuple(sorted(accounts)), tuple(wanted), asked),
        lambda: measured_of(heard_of(accounts, asked), wanted, asked),
    )


def _measured(rows: ir.Table, wanted: list[Definition], asked: AsOf) -> Values:
    from ..metrics.measuring import measured

    return measured(rows, wanted, asked, _run, sums=not lake.is_empty(lake.USAGE))


def measured_of(rows: pa.Table, wanted: list[Definition], asked: AsOf) -> Values:
    """Values of a few accounts, of all that was heard of them (`heard_of`)."""
    from ..metrics.measuring import looks, together

    sums = not lake.is_empty(lake.USAGE)
    # Asked by the day, it does not matter how late in the day it is.
    instant = None if asked.by_day else asked.end
    key = ("measured", tuple(wanted), asked.day, asked.zone, instant, sums)
    found = lake.answers(key, rows, lambda table: looks(table, wanted, asked, sums=sums))
    return together(wanted, (one.to_pylist() for one in found))


def _remembered(key: tuple[Any, ...], count: Callable[[], Values]) -> Values:
    """What was counted, as long as the tables stay as they are. Past days are asked for again."""
    made = tuple((str(table.table_uri), table.version())
                 for table in map(lake.opened, lake.TABLES.values()))  # fmt: skip
    found = _kept.get((key, made))
    if found is None:
        found = _kept[key, made] = count()
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


@contextmanager
def taken_once() -> Iterator[None]:
    """What was heard of the same few accounts is taken out of the large table once until the end."""
    token = _taken.set({})
    try:
        yield
    finally:
        _taken.reset(token)


def taking_once() -> bool:
    """Whether this is inside of `taken_once`."""
    return _taken.get() is not None


def heard_of(accounts: Collection[str], asked: AsOf) -> pa.Table:
    """All that was heard of a few accounts by then, out of the large table: it is looked at often."""
    import pyarrow.compute as pc

    taken = _taken.get()
    key = tuple(sorted(accounts))
    latest, rows = (taken or {}).get(key, (None, None))
    if latest is None or rows is None or not _holds(latest, asked):
        rows = lake.fetch(_heard(accounts, asked))
        if taken is not None:
            taken[key] = asked, rows
        return rows
    if asked == latest:
        return rows
    by_then = pc.or_kleene(rows["summed"], pc.less_equal(rows["at"], asked.end))
    return rows.filter(pc.and_kleene(pc.less_equal(rows["day"], asked.day), by_then))


def _holds(latest: AsOf, asked: AsOf) -> bool:
    """Whether what was taken out has all of what is asked now, and says what to leave out.

    Within a day an event may come after a daily sum that it replaces: only whole days are parts.
    """
    whole = asked.by_day and latest.by_day and asked.known is None and latest.known is None
    return asked == latest or (whole and asked.day < latest.day)


def _heard(accounts: Collection[str] | None, asked: AsOf) -> ir.Table:
    from ..metrics.rows import up_to

    return up_to(*tables(accounts), asked)


def tables(accounts: Iterable[str] | None) -> tuple[ir.Table, ir.Table | None]:
    """Events and daily sums, of these accounts or of all; None: nobody ever sent a sum."""
    events = lake.events()
    usage = None if lake.is_empty(lake.USAGE) else lake.usage()
    if accounts is not None:
        names = list(accounts)
        events = events.filter(events.account.isin(names))
        usage = None if usage is None else usage.filter(usage.account.isin(names))
    return events, usage


def _run(expression: ir.Table) -> list[dict[str, Any]]:
    return lake.fetch(expression).to_pylist()


def counted_once(one: Definition, asked: AsOf) -> dict[UUID, Any]:
    """{account's id: value} of one metric, remembered as long as the table stays as it is."""
    if lake.is_empty():
        return {}
    found = _remembered((one, asked), lambda: counted([one], asked))
    ids = Account.objects.filter(key__in=found) if len(found) < 500 else Account.objects.all()
    return {
        pk: found[account][one.code]
        for account, pk in ids.values_list("key", "pk")
        if account in found and found[account][one.code] is not None
    }


def remembered_rows(
    key: tuple[Any, ...], asked: AsOf, ask: Callable[[ir.Table], ir.Table]
) -> dict[str, tuple[int, int]]:
    """{account: (before, after)} of a question about all that was heard, remembered like the rest."""

    def count() -> Values:
        rows = _run(ask(_heard(None, asked)))
        return {row["account"]: row for row in rows}

    found = _remembered((key, asked), count)
    return {one: (row["before"] or 0, row["after"] or 0) for one, row in found.items()}


def as_of(at: datetime, asked: str, today: Any, zone: str) -> AsOf:
    """What a rule's moment asks the table for."""
    if asked == "instant":
        return AsOf.of_instant(at, zone)
    return AsOf.of_day(today, zone, now=at)
