"""From the two tables to one row an account and one column a metric.

Unknown is not zero: an account of which nothing was ever heard up to that instant has no row. With
something heard, a window in which nothing happened is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import ibis
import ibis.expr.types as ir

from .definitions import OF, Definition
from .filters import holds, property_of
from .windows import AsOf

SHAPE = ibis.schema(
    {
        "account": "string",
        "day": "date",
        "name": "string",
        "type": "string",
        "source": "string",
        "end_user": "string",
        "device_id": "string",
        "session_id": "string",
        "at": "timestamp('UTC')",
        "properties": "string",
        "n": "int64",
        "whole": "int64",
        "summed": "boolean",
    }
)
COLUMNS = ("account", "day", "name", "type", "source", "end_user", "device_id", "session_id")


def measured(
    events: ir.Table, usage: ir.Table, definitions: Iterable[Definition], asked: AsOf
) -> ir.Table:
    """The values of these metrics (ratios left out) for every account that is known by then."""
    wanted = [one for one in definitions if one.of_events]
    rows = up_to(events, usage, asked)
    # One look over the whole past for what needs it, one over the longest window for the rest.
    ever = rows.group_by("account").aggregate(
        last_day=rows.day.max(),
        **{one.code: _value(rows, one, asked) for one in wanted if not one.window_days},
    )
    windowed = [one for one in wanted if one.window_days]
    if not windowed:
        return ever.drop("last_day")
    longest = max(one.window_days for one in windowed)
    recent = rows.filter(rows.day >= asked.first_day(longest))
    values = recent.group_by("account").aggregate(
        **{one.code: _value(recent, one, asked) for one in windowed}
    )
    found = ever.left_join(values, "account")
    nothing = found.last_day < ibis.literal(asked.first_day(longest))
    filled = {
        one.code: (found[one.code] if one.kind == "last_seen"
                   else ibis.ifelse(nothing, 0, found[one.code]))
        for one in windowed
    }  # fmt: skip
    old = {one.code: found[one.code] for one in wanted if not one.window_days}
    return found.select(account=found.account, **filled, **old)


def up_to(events: ir.Table, usage: ir.Table, asked: AsOf) -> ir.Table:
    """All that was heard by then, events and daily sums in one shape."""
    return together(_heard(events, asked), _sums(usage, asked))


def together(events: ir.Table, usage: ir.Table) -> ir.Table:
    """Events and daily sums in one shape; where a day of an account has both, its events win.

    `n` is how often a row happened (null: unknown), `whole` the same where all of a day is
    counted: beside a sum of the whole product its features add nothing.
    """
    told = events.select(events.account, events.day).distinct()
    sums = usage.anti_join(told, ["account", "day"])
    days = ibis.window(group_by=[sums.account, sums.day])
    sums = sums.mutate(
        all_told=(sums.feature == "").any().over(days),
        active=(
            (sums.events.isnull() & sums.users.isnull()) | (sums.events > 0) | (sums.users > 0)
        ),
    )
    sums = sums.filter(sums.active.fill_null(False))
    nothing = ibis.null("string")
    lines = sums.select(
        account=sums.account,
        day=sums.day,
        name=sums.feature.nullif(""),
        type=nothing,
        source=sums.source,
        end_user=nothing,
        device_id=nothing,
        session_id=nothing,
        at=ibis.null("timestamp('UTC')"),
        properties=nothing,
        n=sums.events,
        whole=ibis.ifelse(sums.all_told & (sums.feature != ""), 0, sums.events),
        summed=ibis.literal(True),
    )
    one = ibis.literal(1, "int64")
    single = events.select(
        *COLUMNS, "at", "properties", n=one, whole=one, summed=ibis.literal(False)
    )
    return single.cast(SHAPE).union(lines.cast(SHAPE))


def _heard(events: ir.Table, asked: AsOf) -> ir.Table:
    rows = events.filter(
        events.account.notnull(),
        events.day <= asked.day,
        events.at <= ibis.literal(asked.end, "timestamp('UTC')"),
    )
    if asked.known is None:
        return rows
    return rows.filter(rows.recorded_at <= ibis.literal(asked.known, "timestamp('UTC')"))


def _sums(usage: ir.Table, asked: AsOf) -> ir.Table:
    rows = usage.filter(usage.day <= asked.day)
    if asked.known is None:
        return rows
    return rows.filter(rows.recorded_at <= ibis.literal(asked.known, "timestamp('UTC')"))


def _value(rows: ir.Table, one: Definition, asked: AsOf) -> ir.Value:
    inside = holds(rows, one.filter, dict(one.properties)).fill_null(False)
    if one.window_days:
        after = ibis.literal(asked.after(one.window_days), "timestamp('UTC')")
        first = asked.first_whole_day(one.window_days)
        inside &= ibis.ifelse(rows.summed, rows.day >= first, rows.at > after)
    return _KINDS[one.kind](rows, one, inside, asked)


def _count(rows: ir.Table, one: Definition, inside: ir.BooleanValue, _asked: AsOf) -> ir.Value:
    """How often. A day of which nobody knows how often makes it unknown."""
    number = rows.n if one.filter else rows.whole
    unknown = (inside & number.isnull()).any()
    return ibis.ifelse(unknown, None, number.sum(where=inside).fill_null(0)).cast("int64")


def _distinct(rows: ir.Table, one: Definition, inside: ir.BooleanValue, _asked: AsOf) -> ir.Value:
    """How many different ones. Daily sums tell features apart, but no persons."""
    properties = dict(one.properties)
    if one.of in properties:
        column = property_of(rows, one.of, properties[one.of])
    else:
        column = rows[OF[one.of]]
    found = column.nunique(where=inside)
    if one.of == "events":
        return found
    return ibis.ifelse((inside & rows.summed).any(), None, found)


def _days(rows: ir.Table, _one: Definition, inside: ir.BooleanValue, _asked: AsOf) -> ir.Value:
    """Local days on which something happened."""
    return rows.day.nunique(where=inside)


def _weeks(rows: ir.Table, one: Definition, inside: ir.BooleanValue, _asked: AsOf) -> ir.Value:
    """ISO weeks that were touched; no more than the window has."""
    found = rows.day.truncate("W").nunique(where=inside)
    return ibis.least(found, one.window_days // 7) if one.window_days else found


def _last(rows: ir.Table, _one: Definition, inside: ir.BooleanValue, asked: AsOf) -> ir.Value:
    """Days since the last day on which something happened; unknown if it never did."""
    last = rows.day.max(where=inside)
    return days_between(last, asked.day)


def days_between(first: ir.DateValue, second: date) -> ir.Value:
    """Whole days from a day to a given one."""
    return ibis.literal(second).delta(first, unit="day").cast("int64")


_KINDS: dict[str, Callable[[ir.Table, Definition, ir.BooleanValue, AsOf], ir.Value]] = {
    "count": _count,
    "distinct": _distinct,
    "days_active": _days,
    "weeks_active": _weeks,
    "last_seen": _last,
}
