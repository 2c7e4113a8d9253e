"""Values of metrics of events, counted in the event table: of any day, of all accounts at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from senro import lake
from senro.customers.models import Account

from ..metrics import AsOf, Definition

if TYPE_CHECKING:
    import ibis.expr.types as ir

Values = dict[str, dict[str, Any]]
# Asked again and again within a rule that looks back, or page by page.
_kept: OrderedDict[tuple[Any, ...], Values] = OrderedDict()
KEPT = 64
FEW = 50


def counted(
    definitions: Iterable[Definition], asked: AsOf, accounts: Collection[str] | None = None
) -> Values:
    """{account key: {code: value}}; an account of which nothing was ever heard is not there."""
    wanted = [one for one in definitions if one.of_events]
    if lake.is_empty() or not wanted:
        return {}
    import ibis

    from ..metrics.measuring import measured
    from ..metrics.rows import up_to

    events, usage = tables(accounts)
    rows = up_to(events, usage, asked)
    if accounts is not None and len(accounts) <= FEW:
        # Few rows, looked at several times: taken out of the large table once.
        rows = ibis.memtable(lake.fetch(rows))
    return measured(rows, wanted, asked, _run, sums=usage is not None)


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
    made = tuple((str(lake.opened(table).table_uri), lake.opened(table).version())
                 for table in lake.TABLES.values())  # fmt: skip
    key = (one, asked, made)
    if key not in _kept:
        _kept[key] = counted([one], asked)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    found = _kept[key]
    ids = Account.objects.filter(key__in=found) if len(found) < 500 else Account.objects.all()
    return {
        pk: found[account][one.code]
        for account, pk in ids.values_list("key", "pk")
        if account in found and found[account][one.code] is not None
    }


def as_of(at: datetime, asked: str, today: Any, zone: str) -> AsOf:
    """What a rule's moment asks the table for."""
    if asked == "instant":
        return AsOf.of_instant(at, zone)
    return AsOf.of_day(today, zone, now=at)
