"""Values of metrics of events, counted in the event table: of any day, of all accounts at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from senro import lake
from senro.customers.models import Account

from ..metrics import AsOf, Definition

Values = dict[str, dict[str, Any]]
# Asked again and again within a rule that looks back, or page by page.
_kept: OrderedDict[tuple[Any, ...], Values] = OrderedDict()
KEPT = 64


def counted(
    definitions: Iterable[Definition], asked: AsOf, accounts: Collection[str] | None = None
) -> Values:
    """{account key: {code: value}}; an account of which nothing was ever heard is not there."""
    wanted = [one for one in definitions if one.of_events]
    if lake.is_empty() or not wanted:
        return {}
    from ..metrics.measuring import measured

    events, usage = lake.events(), lake.usage()
    if accounts is not None:
        events = events.filter(events.account.isin(list(accounts)))
        usage = usage.filter(usage.account.isin(list(accounts)))
    rows = lake.fetch(measured(events, usage, wanted, asked)).to_pylist()
    return {row.pop("account"): row for row in rows}


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
