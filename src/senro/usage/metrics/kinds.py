"""What each kind of metric counts: said once, for one instant (`measuring`) and for many days (`many`).

A metric is made of one of three things: an amount that adds up (`count`), a day that is the last one
(`last_seen`), or different items, each of which counts while its last time lies in the window
(`distinct`, `days_active`, `weeks_active`). How the rows of a window are found is the callers' affair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from .definitions import OF, Definition
from .filters import holds, property_of
from .windows import AsOf

SUMMED_UP = ("count", "last_seen")
WEEK = "week"


@dataclass(frozen=True)
class Alike:
    """What metrics share that are counted in one look: of which rows, and of what different ones."""

    filter: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    # The column or the property whose different values are counted.
    item: str = ""

    @classmethod
    def of(cls, one: Definition) -> Alike:
        """The look that a metric is counted in."""
        if one.kind not in SUMMED_UP:
            return cls(one.filter, one.properties, _item(one))
        # Properties are read from JSON: only of those rows that the rest of the filter lets through.
        return cls(one.filter, one.properties) if one.properties else cls()

    def rows(self, rows: ir.Table) -> ir.Table:
        """Those that the filter lets through."""
        return rows.filter(holds(rows, self.filter, dict(self.properties))) if self.filter else rows

    def item_of(self, rows: ir.Table) -> ir.Value:
        """What tells one from the other."""
        kinds = dict(self.properties)
        if self.item in kinds:
            return property_of(rows, self.item, kinds[self.item])
        return rows.day.truncate("W") if self.item == WEEK else rows[self.item]


def _item(one: Definition) -> str:
    if one.kind != "distinct":
        return WEEK if one.kind == "weeks_active" else "day"
    return one.of if one.of in dict(one.properties) else OF[one.of]


def looks_of(wanted: Iterable[Definition]) -> dict[Alike, list[Definition]]:
    """The looks at the table that these metrics need."""
    found: dict[Alike, list[Definition]] = defaultdict(list)
    for one in wanted:
        found[Alike.of(one)].append(one)
    return found


def longest(some: Iterable[Definition]) -> int:
    """The days of the longest window; 0: all of history."""
    windows = [one.window_days for one in some]
    return max(windows) if all(windows) else 0


def passes(rows: ir.Table, one: Definition) -> ir.BooleanValue:
    """Whether a row of a look that several filters share is one of this metric's."""
    if one.filter and not one.properties:
        return holds(rows, one.filter, {}).fill_null(False)
    return ibis.literal(True)


def amount(rows: ir.Table, one: Definition) -> ir.IntegerValue:
    """How often a row happened; null: nobody knows. Beside a sum of all, its features add nothing."""
    return rows.n if one.filter else rows.whole


def counts_persons(one: Definition) -> bool:
    """Whether daily sums make it unknown: they tell features and days apart, but no persons."""
    return one.kind == "distinct" and one.of != "events"


def told(one: Definition, number: ir.IntegerValue, unknown: ir.BooleanValue | None) -> ir.Value:
    """The value of a count of happenings or of items."""
    if one.kind == "weeks_active" and one.window_days:
        # The window begins within a week: no more weeks than it has.
        number = ibis.least(number, one.window_days // 7)
    if unknown is not None and (one.kind == "count" or counts_persons(one)):
        number = ibis.ifelse(unknown, None, number)
    return number.cast("int64")


def days_between(first: ir.DateValue, second: date | ir.DateValue) -> ir.Value:
    """Whole days from the last day on which something happened; unknown if it never did."""
    end = ibis.literal(second) if isinstance(second, date) else second
    return end.delta(first, unit="day").cast("int64")


def lately(rows: ir.Table, some: Iterable[Definition], asked: AsOf) -> ir.Table:
    """Only the days that the longest window touches."""
    days = longest(some)
    return rows.filter(rows.day >= asked.first_day(days)) if days else rows
