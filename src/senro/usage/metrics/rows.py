"""The rows that are counted: events and daily sums in one shape, of what was heard by then."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

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


def up_to(events: ir.Table, usage: ir.Table | None, asked: AsOf) -> ir.Table:
    """All that was heard by then, events and daily sums in one shape. None: there are no sums."""
    heard = _heard(events, asked)
    single = _single(heard)
    if usage is None:
        return single
    return single.cast(SHAPE).union(beside(heard, _sums(usage, asked)))


def beside(events: ir.Table, usage: ir.Table) -> ir.Table:
    """Daily sums in the shape of events; where a day of an account has both, its events win.

    `n` is how often a row happened (null: unknown), `whole` the same where all of a day is
    counted: beside a sum of the whole product its features add nothing.
    """
    # Only days that sums speak of: every day of every account would be a table of its own.
    told = events.select("account", "day").semi_join(usage, ["account", "day"]).distinct()
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
    return lines.cast(SHAPE)


def _single(events: ir.Table) -> ir.Table:
    one = ibis.literal(1, "int64")
    return events.select(*COLUMNS, "at", "properties", n=one, whole=one, summed=ibis.literal(False))


def _heard(events: ir.Table, asked: AsOf) -> ir.Table:
    rows = events.filter(events.account.notnull(), events.day <= asked.day)
    if not asked.whole:
        rows = rows.filter(rows["at"] <= ibis.literal(asked.end, "timestamp('UTC')"))
    if asked.known is None:
        return rows
    return rows.filter(rows.recorded_at <= ibis.literal(asked.known, "timestamp('UTC')"))


def _sums(usage: ir.Table, asked: AsOf) -> ir.Table:
    rows = usage.filter(usage.day <= asked.day)
    if asked.known is None:
        return rows
    return rows.filter(rows.recorded_at <= ibis.literal(asked.known, "timestamp('UTC')"))
