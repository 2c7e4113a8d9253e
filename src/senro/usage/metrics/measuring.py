"""From the two tables to the values of each account.

Unknown is not zero: an account of which nothing was ever heard up to that instant has no values. With
something heard, a window in which nothing happened is 0.

Every window ends at the asked instant, so how often and when last somebody did something says in which
windows they did: one row an account and item (`items`) answers for all windows at once, and no set of
different ones is kept for each. What is counted the same way is one look at the table, which reads
only the columns and days that it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from .definitions import OF, Definition
from .filters import holds, property_of
from .windows import AsOf

Values = dict[str, dict[str, Any]]
Run = Callable[[ir.Table], Iterable[dict[str, Any]]]
SUMMED_UP = ("count", "last_seen")
WEEK = "week"


def measured(
    rows: ir.Table, definitions: Iterable[Definition], asked: AsOf, run: Run, *, sums: bool
) -> Values:
    """{account: {code: value}} (ratios left out) of every account that is known by then.

    `rows` is what was heard by then (`up_to`), `sums` whether daily sums may be among it, `run` gives
    the rows of an expression, on any engine.
    """
    wanted = [one for one in definitions if one.of_events]
    nothing = {one.code: None if one.kind == "last_seen" else 0 for one in wanted}
    first, *others = looks(rows, wanted, asked, sums=sums)
    found: Values = {}
    for row in run(first):
        account = row.pop("account")
        del row["last_day"]
        found[account] = nothing | row
    for look in others:
        for row in run(look):
            found[row.pop("account")].update(row)
    return found


def looks(
    rows: ir.Table, wanted: Iterable[Definition], asked: AsOf, *, sums: bool
) -> Iterator[ir.Table]:
    """One row an account and one column a metric each; the first has every account that is known."""
    ever: list[Definition] = []
    alike: dict[_Alike, list[Definition]] = defaultdict(list)
    for one in wanted:
        key = _Alike.of(one)
        if key == _Alike() and not one.window_days:
            ever.append(one)
        else:
            alike[key].append(one)
    yield rows.group_by("account").aggregate(
        last_day=rows.day.max(), **{one.code: _summed_up(rows, one, asked, sums) for one in ever}
    )
    for key, some in alike.items():
        inside = _lately(rows, some, asked)
        count = key.items if key.item else key.sums
        yield count(key.rows(inside), some, asked, sums)


def _lately(rows: ir.Table, some: list[Definition], asked: AsOf) -> ir.Table:
    """Only the days that the longest window touches."""
    longest = max(one.window_days for one in some)
    if any(not one.window_days for one in some):
        return rows
    return rows.filter(rows.day >= asked.first_day(longest))


@dataclass(frozen=True)
class _Alike:
    """What metrics share that are counted in one look: of which rows, and of what different ones."""

    filter: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    # The column or the property whose different values are counted.
    item: str = ""

    @classmethod
    def of(cls, one: Definition) -> _Alike:
        if one.kind not in SUMMED_UP:
            return cls(one.filter, one.properties, _item(one))
        # Properties are read from JSON: only of those rows that the rest of the filter lets through.
        return cls(one.filter, one.properties) if one.properties else cls()

    def rows(self, rows: ir.Table) -> ir.Table:
        """Those that the filter lets through."""
        return rows.filter(holds(rows, self.filter, dict(self.properties))) if self.filter else rows

    def sums(self, rows: ir.Table, some: list[Definition], asked: AsOf, sums: bool) -> ir.Table:
        """Everything that adds up, or has a greatest day, by account."""
        return rows.group_by("account").aggregate(
            **{one.code: _summed_up(rows, one, asked, sums) for one in some}
        )

    def items(self, rows: ir.Table, some: list[Definition], asked: AsOf, sums: bool) -> ir.Table:
        """How many different ones, by when each was there last."""
        kinds = dict(self.properties)
        if self.item in kinds:
            item = property_of(rows, self.item, kinds[self.item])
        else:
            item = rows.day.truncate("W") if self.item == WEEK else rows[self.item]
        # A sum knows no persons and no devices; that it is there makes them unknown.
        rows = rows.filter(item.notnull() | rows.summed if sums else item.notnull())
        last = {"last": rows["at"].max()}
        if sums:
            last["last_sum"] = rows.day.max(where=rows.summed)
        items = rows.group_by("account", item=item).aggregate(**last)
        return items.group_by("account").aggregate(
            **{one.code: _different(items, one, asked, sums) for one in some}
        )


def _item(one: Definition) -> str:
    if one.kind != "distinct":
        return WEEK if one.kind == "weeks_active" else "day"
    return one.of if one.of in dict(one.properties) else OF[one.of]


def _different(items: ir.Table, one: Definition, asked: AsOf, sums: bool) -> ir.Value:
    """Items of the window; of daily sums features and days are known, and no persons."""
    inside, of_sums = ibis.literal(True), ibis.literal(False)
    if sums:
        of_sums = items.last_sum.notnull()
    if one.window_days:
        after = ibis.literal(asked.after(one.window_days), "timestamp('UTC')")
        inside = items["last"] > after
        if sums:
            of_sums = items.last_sum >= asked.first_whole_day(one.window_days)
            of_sums = of_sums.fill_null(False)
            inside = inside.fill_null(False) | of_sums
    inside &= items.item.notnull()
    found = items.count(where=inside)
    if one.kind == "weeks_active" and one.window_days:
        # The window begins within a week: no more weeks than it has.
        return ibis.least(found, one.window_days // 7)
    if one.kind != "distinct" or one.of == "events" or not sums:
        return found
    return ibis.ifelse(of_sums.any(), None, found)


def _summed_up(rows: ir.Table, one: Definition, asked: AsOf, sums: bool) -> ir.Value:
    inside = ibis.literal(True)
    if one.filter and not one.properties:
        inside = holds(rows, one.filter, {}).fill_null(False)
    if one.window_days:
        later = rows["at"] > ibis.literal(asked.after(one.window_days), "timestamp('UTC')")
        if sums:
            of_sums = rows.day >= asked.first_whole_day(one.window_days)
            later = ibis.ifelse(rows.summed, of_sums, later)
        inside &= later
    if one.kind == "last_seen":
        # Days since the last day on which something happened; unknown if it never did.
        return days_between(rows.day.max(where=inside), asked.day)
    if not sums:
        return rows.count(where=inside)
    # How often. A day of which nobody knows how often makes it unknown.
    number = rows.n if one.filter else rows.whole
    unknown = (inside & number.isnull()).any()
    return ibis.ifelse(unknown, None, number.sum(where=inside).fill_null(0)).cast("int64")


def days_between(first: ir.DateValue, second: date) -> ir.Value:
    """Whole days from a day to a given one."""
    return ibis.literal(second).delta(first, unit="day").cast("int64")
