"""The same metrics as of many days at once: one look at the tables for weeks of history.

A table of the days asked for stands where one instant stands otherwise; every row counts for each day
whose window it lies in. Whole local days only, of what is known now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from .definitions import OF, Definition
from .filters import holds, property_of
from .rows import up_to
from .windows import AsOf

# The place of a day among those asked for.
NUMBER = "asked"
INSTANT = "timestamp('UTC')"


def measured_days(
    events: ir.Table,
    usage: ir.Table | None,
    definitions: Iterable[Definition],
    asked: Sequence[AsOf],
) -> ir.Table:
    """One row an account and day: `asked` is the day's place, then a column a metric (no ratios)."""
    wanted = [one for one in definitions if one.of_events]
    windowed = [one for one in wanted if one.window_days]
    windows = sorted({one.window_days for one in windowed})
    days = _days(asked, windows)
    heard = up_to(events, usage, max(asked, key=lambda one: one.day))
    before = heard.day <= days.asked_day
    ever = heard.inner_join(days, before)
    longest = f"first_{windows[-1]}" if windows else ""
    first_day = ever[longest].max() if windows else ever.asked_day.max()
    whole = ever.group_by(["account", NUMBER]).aggregate(
        last_day=ever.day.max(),
        first_day=first_day,
        **{one.code: _value(ever, one) for one in wanted if not one.window_days},
    )
    if not windows:
        return whole.drop("last_day", "first_day")
    lately = heard.inner_join(days, before & (heard.day >= days[longest]))
    values = lately.group_by(["account", NUMBER]).aggregate(
        **{one.code: _value(lately, one) for one in windowed}
    )
    found = whole.left_join(values, ["account", NUMBER])
    nothing = found.last_day < found.first_day
    filled = {
        one.code: (ibis.ifelse(nothing, 0, found[one.code])
                   if one.window_days and one.kind != "last_seen" else found[one.code])
        for one in wanted
    }  # fmt: skip
    return found.select(account=found.account, asked=found[NUMBER], **filled)


def _days(asked: Sequence[AsOf], windows: Sequence[int]) -> ir.Table:
    rows = []
    for number, one in enumerate(asked):
        row: dict[str, Any] = {NUMBER: number, "asked_day": one.day}
        for days in windows:
            row |= {
                f"after_{days}": one.after(days),
                f"first_{days}": one.first_day(days),
                f"whole_{days}": one.first_whole_day(days),
            }
        rows.append(row)
    kinds = {"after": INSTANT, "first": "date", "whole": "date"}
    schema = {NUMBER: "int64", "asked_day": "date"} | {
        f"{name}_{days}": kind for days in windows for name, kind in kinds.items()
    }
    return ibis.memtable(rows, schema=ibis.schema(schema))


def _value(rows: ir.Table, one: Definition) -> ir.Value:
    """One metric over rows that stand beside the day they count for."""
    inside = holds(rows, one.filter, dict(one.properties)).fill_null(False)
    if one.window_days:
        whole = rows.day >= rows[f"whole_{one.window_days}"]
        later = rows["at"] > rows[f"after_{one.window_days}"]
        inside &= ibis.ifelse(rows.summed, whole, later)
    return _KINDS[one.kind](rows, one, inside)


def _count(rows: ir.Table, one: Definition, inside: ir.BooleanValue) -> ir.Value:
    """How often. A day of which nobody knows how often makes it unknown."""
    number = rows.n if one.filter else rows.whole
    unknown = (inside & number.isnull()).any()
    return ibis.ifelse(unknown, None, number.sum(where=inside).fill_null(0)).cast("int64")


def _distinct(rows: ir.Table, one: Definition, inside: ir.BooleanValue) -> ir.Value:
    """How many different ones. Daily sums tell features apart, but no persons."""
    kinds = dict(one.properties)
    item = property_of(rows, one.of, kinds[one.of]) if one.of in kinds else rows[OF[one.of]]
    found = item.nunique(where=inside)
    if one.of == "events":
        return found
    return ibis.ifelse((inside & rows.summed).any(), None, found)


def _days_active(rows: ir.Table, _one: Definition, inside: ir.BooleanValue) -> ir.Value:
    return rows.day.nunique(where=inside)


def _weeks_active(rows: ir.Table, one: Definition, inside: ir.BooleanValue) -> ir.Value:
    """ISO weeks that were touched; no more than the window has."""
    found = rows.day.truncate("W").nunique(where=inside)
    return ibis.least(found, one.window_days // 7) if one.window_days else found


def _last_seen(rows: ir.Table, _one: Definition, inside: ir.BooleanValue) -> ir.Value:
    """Days since the last day on which something happened; unknown if it never did."""
    asked = rows.asked_day.max()
    return asked.delta(rows.day.max(where=inside), unit="day").cast("int64")


_KINDS: dict[str, Callable[[ir.Table, Definition, ir.BooleanValue], ir.Value]] = {
    "count": _count,
    "distinct": _distinct,
    "days_active": _days_active,
    "weeks_active": _weeks_active,
    "last_seen": _last_seen,
}
