"""How much was used before a day and from it on, each account around a day of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from senro import lake
from senro.customers.models import Account
from senro.kernel.names import Moment

from ..metrics import AsOf
from .values import remembered_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

# How far to look on both sides; less says nothing of a working week.
DAYS = 30
FEWEST = 7


def use_after(begins: Mapping[UUID, date], moment: Moment) -> dict[UUID, float]:
    """{account: its events a day in the 30 days from its day on ÷ in the 30 days before}.

    While those days run, of as many as have passed. Unknown, and so left out: the first week, and
    an account of which nothing was heard before.
    """
    last = moment.today - timedelta(days=FEWEST - 1)
    keys = dict(Account.objects.filter(pk__in=begins).values_list("pk", "key"))
    days = {keys[pk]: day for pk, day in begins.items() if pk in keys and day <= last}
    if lake.is_empty() or not days:
        return {}
    # Today as a whole, however far it is: all rules of a day are one look at the table.
    if moment.asked == "instant":
        asked = AsOf.of_instant(moment.at, moment.zone)
    else:
        asked = AsOf.of_day(moment.today, moment.zone)
    sums = remembered_rows(("around", *sorted(days.items())), asked, lambda rows: _sums(rows, days))
    found = {}
    for pk, key in keys.items():
        before, after = sums.get(key, (0, 0))
        if key in days and before:
            passed = min(DAYS, (moment.today - days[key]).days + 1)
            found[pk] = (after / passed) / (before / DAYS)
    return found


def _sums(rows: ir.Table, days: Mapping[str, date]) -> ir.Table:
    import ibis

    begins = ibis.memtable({"account": list(days), "began": list(days.values())})
    reach = ibis.interval(days=DAYS)
    # Files of days that nobody's window touches are not opened.
    first, last = min(days.values()), max(days.values())
    near = rows.filter(rows.day >= ibis.date(first) - reach, rows.day < ibis.date(last) + reach)
    near = near.select("account", "day", "whole").join(begins, "account")
    near = near.filter(
        near.day >= near.began - reach,
        near.day < near.began + reach,
    )
    return near.group_by("account").aggregate(
        before=near.whole.sum(where=near.day < near.began),
        after=near.whole.sum(where=near.day >= near.began),
    )
