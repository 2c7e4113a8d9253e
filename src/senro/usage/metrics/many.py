"""The same metrics as of many days at once: each event is folded once, however many days are asked.

Between two asked days only the last time of an item counts, and how often something happened: what
lies there becomes one row an account (and item). Such a row then counts for the asked days from
the next one on until its window has passed or the item is there again: one more where that begins,
one fewer where it ends, and a running sum over the asked days is the value of each.

Whole local days only, of what is known now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from .definitions import Definition
from .kinds import Alike, amount, counts_persons, days_between, longest, looks_of, passes, told
from .rows import up_to
from .windows import AsOf

DAY = timedelta(days=1)
EVER = 0
UNKNOWN = "_unknown"
# What a running row adds, and the window in which it does.
Adds = Mapping[str, tuple[ir.IntegerValue, int]]


def measured_days(
    events: ir.Table,
    usage: ir.Table | None,
    definitions: Iterable[Definition],
    asked: Sequence[AsOf],
) -> ir.Table:
    """One row an account and asked day (`asked`, a date) by which it is known, a column a metric."""
    wanted = [one for one in definitions if one.of_events]
    last = max(asked, key=lambda one: one.day)
    grid = _Grid(tuple(sorted({one.day for one in asked})), tuple(sorted(_windows(wanted))))
    rows = grid.placed(up_to(events, usage, last))
    found = _known(rows, grid)
    for number, (key, some) in enumerate(looks_of(wanted).items()):
        look = _Look(key, some, grid, usage is not None)
        for part in look.parts(rows):
            found = found.left_join(part, ["account", "place"], rname=f"right_{number}_{{name}}")
            found = found.drop(f"right_{number}_account", f"right_{number}_place")
    return found.select("account", "asked", **_values(found, wanted, usage is not None))


def _windows(wanted: Iterable[Definition]) -> set[int]:
    return {one.window_days for one in wanted if one.window_days}


@dataclass(frozen=True)
class _Grid:
    """The asked days in their order, and which of them a day of the table counts for."""

    days: tuple[date, ...]
    windows: tuple[int, ...]

    @property
    def past(self) -> date:
        """A day that no window reaches: it stands for all before it."""
        return self.days[0] - (max(self.windows, default=0) * DAY)

    @cached_property
    def calendar(self) -> ir.Table:
        """A row a day: `place`, the first asked day it counts for, and `until_N`, where that ends.

        Days that say the same have the same `stretch`.
        """
        stretches: dict[tuple[int, ...], int] = {}
        rows = []
        for number in range((self.days[-1] - self.past).days + 1):
            day = self.past + number * DAY
            place = bisect_left(self.days, day)
            ends = [bisect_left(self.days, day + days * DAY) for days in self.windows]
            stretch = stretches.setdefault((place, *ends), len(stretches))
            row = {"on": day, "place": place, "stretch": stretch}
            row |= {f"until_{days}": end for days, end in zip(self.windows, ends, strict=True)}
            rows.append(row | {f"until_{EVER}": len(self.days)})
        return ibis.memtable(pa.Table.from_pylist(rows))

    @cached_property
    def stretches(self) -> ir.Table:
        """A row a stretch."""
        return self.calendar.drop("on").distinct()

    @cached_property
    def asked(self) -> ir.Table:
        """A row an asked day."""
        rows = [{"place": place, "asked": day} for place, day in enumerate(self.days)]
        return ibis.memtable(pa.Table.from_pylist(rows))

    def placed(self, rows: ir.Table) -> ir.Table:
        """Rows with their place and stretch."""
        days = self.calendar.select("on", "place", "stretch")
        near = rows.mutate(near=ibis.greatest(rows.day, ibis.literal(self.past)))
        return near.inner_join(days, near.near == days.on).drop("on", "near")

    def running(self, rows: ir.Table, adds: Adds) -> ir.Table:
        """By account and place, by how much each sum changes there.

        `rows` say from which `place` on they count, and of each window until where.
        """
        starts = rows.group_by("account", "place").aggregate(
            **{name: value.sum(where=rows[f"until_{days}"] > rows.place)
               for name, (value, days) in adds.items()}
        )  # fmt: skip
        parts = [starts]
        for days in sorted({days for _value, days in adds.values()}):
            until = rows[f"until_{days}"]
            over = rows.filter((until > rows.place) & (until < len(self.days)))
            ends = over.group_by("account", place=over[f"until_{days}"]).aggregate(
                **{name: -value.sum() if window == days else ibis.null("int64")
                   for name, (value, window) in _of(over, adds).items()}
            )  # fmt: skip
            parts.append(ends.cast(starts.schema()))
        both = reduce(lambda one, other: one.union(other), parts)
        return both.group_by("account", "place").aggregate(
            **{name: both[name].sum() for name in adds}
        )


def _of(rows: ir.Table, adds: Adds) -> Adds:
    return {name: (rows[name], days) for name, (_value, days) in adds.items()}


def _known(rows: ir.Table, grid: _Grid) -> ir.Table:
    """Every account on every asked day from the first that it was heard of."""
    first = rows.group_by("account").aggregate(first=rows.place.min())
    return first.cross_join(grid.asked).filter(lambda both: both.place >= both.first).drop("first")


@dataclass(frozen=True)
class _Look:
    """Metrics that are counted in one look."""

    key: Alike
    some: list[Definition]
    grid: _Grid
    sums: bool

    def parts(self, rows: ir.Table) -> Iterable[ir.Table]:
        """Tables by account and place, a column a metric."""
        rows = self.key.rows(rows)
        if longest(self.some):
            rows = rows.filter(rows.day > self.grid.days[0] - longest(self.some) * DAY)
        if self.key.item:
            yield self._items(rows)
            persons = [one for one in self.some if counts_persons(one)]
            if self.sums and persons:
                summed = rows.filter(rows.summed)
                yield self._amounts(summed, persons)
            return
        counts = [one for one in self.some if one.kind == "count"]
        if counts:
            yield self._amounts(rows, counts)
        seen = [one for one in self.some if one.kind == "last_seen"]
        if seen:
            yield rows.group_by("account", "place").aggregate(
                **{one.code: rows.day.max(where=passes(rows, one)) for one in seen}
            )

    def _items(self, rows: ir.Table) -> ir.Table:
        """How many different ones: each from its last time before an asked day until its next."""
        item = self.key.item_of(rows)
        rows = rows.filter(item.notnull())
        last = ibis.greatest(rows.day.max(), ibis.literal(self.grid.past))
        items = rows.group_by("account", "place", item=item).aggregate(on=last)
        days = self.grid.calendar.drop("place", "stretch")
        items = items.inner_join(days, "on")
        ends = [f"until_{days}" for days in (*self.grid.windows, EVER)]
        if self.key.item != "day":
            each = ibis.window(group_by=[items.account, items["item"]], order_by=items.place)
            items = items.mutate(again=items.place.lead().over(each))
            # The least of what is not null.
            again = items.again.fill_null(len(self.grid.days))
            items = items.mutate(**{name: ibis.least(items[name], again) for name in ends})
        items = items.mutate(**{one.code: ibis.literal(1, "int64") for one in self.some})
        adds = {one.code: (items[one.code], one.window_days) for one in self.some}
        return self.grid.running(items, adds)

    def _amounts(self, rows: ir.Table, some: list[Definition]) -> ir.Table:
        """How often; and of how many rows nobody knows how often, or who."""
        adds: dict[str, tuple[ir.IntegerValue, int]] = {}
        for one in some:
            inside = passes(rows, one)
            if one.kind == "count":
                adds[one.code] = (amount(rows, one).sum(where=inside), one.window_days)
                inside &= amount(rows, one).isnull()
            if self.sums:
                adds[one.code + UNKNOWN] = (rows.count(where=inside), one.window_days)
        folded = rows.group_by("account", "stretch").aggregate(
            **{name: value for name, (value, _days) in adds.items()}
        )
        folded = folded.inner_join(self.grid.stretches, "stretch")
        return self.grid.running(folded, _of(folded, adds))


def _values(found: ir.Table, wanted: Sequence[Definition], sums: bool) -> dict[str, ir.Value]:
    """What stands at each place, from what changed up to there."""
    so_far = ibis.cumulative_window(group_by=found.account, order_by=found.place)

    def value(one: Definition) -> ir.Value:
        if one.kind == "last_seen":
            last = found[one.code].max().over(so_far)
            if one.window_days:
                ago = days_between(last, found.asked)
                return ibis.ifelse(ago < one.window_days, ago, None)
            return days_between(last, found.asked)
        number = found[one.code].fill_null(0).sum().over(so_far)
        if not sums or not (one.kind == "count" or counts_persons(one)):
            return told(one, number, None)
        return told(one, number, found[one.code + UNKNOWN].fill_null(0).sum().over(so_far) > 0)

    return {one.code: value(one) for one in wanted}
