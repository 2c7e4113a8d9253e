"""From the two tables to the values of each account.

Unknown is not zero: an account of which nothing was ever heard up to that instant has no values. With
something heard, a window in which nothing happened is 0.

Every window ends at the asked instant, so how often and when last somebody did something says in which
windows they did: one row an account and item (`_items`) answers for all windows at once, and no set of
different ones is kept for each. What is counted the same way is one look at the table, which reads
only the columns and days that it needs. Asked by the day, a window is days of the table: then no
instant is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ibis
import ibis.expr.types as ir

from .definitions import Definition
from .kinds import Alike, amount, counts_persons, days_between, lately, looks_of, passes, told
from .windows import AsOf

Values = dict[str, dict[str, Any]]
Run = Callable[[ir.Table], Iterable[dict[str, Any]]]


def measured(
    rows: ir.Table, definitions: Iterable[Definition], asked: AsOf, run: Run, *, sums: bool
) -> Values:
    """{account: {code: value}} (ratios left out) of every account that is known by then.

    `rows` is what was heard by then (`up_to`), `sums` whether daily sums may be among it, `run` gives
    the rows of an expression, on any engine.
    """
    wanted = [one for one in definitions if one.of_events]
    return together(wanted, map(run, looks(rows, wanted, asked, sums=sums)))


def together(wanted: Iterable[Definition], answers: Iterable[Iterable[dict[str, Any]]]) -> Values:
    """The same values, of the rows that `looks` gives, in its order."""
    nothing = {one.code: None if one.kind == "last_seen" else 0 for one in wanted}
    first, *others = answers
    found: Values = {}
    for row in first:
        account = row.pop("account")
        del row["last_day"]
        found[account] = nothing | row
    for look in others:
        for row in look:
            found[row.pop("account")].update(row)
    return found


def looks(
    rows: ir.Table, wanted: Iterable[Definition], asked: AsOf, *, sums: bool
) -> Iterator[ir.Table]:
    """One row an account and one column a metric each; the first has every account that is known."""
    alike = looks_of(wanted)
    ever = [one for one in alike.get(Alike(), ()) if not one.window_days]
    yield rows.group_by("account").aggregate(
        last_day=rows.day.max(), **{one.code: _summed_up(rows, one, asked, sums) for one in ever}
    )
    for key, each in alike.items():
        some = [one for one in each if key != Alike() or one.window_days]
        if some:
            inside = key.rows(lately(rows, some, asked))
            yield (_items if key.item else _sums)(key, inside, some, asked, sums)


def _sums(_key: Alike, rows: ir.Table, some: list[Definition], asked: AsOf, sums: bool) -> ir.Table:
    """Everything that adds up, or has a greatest day, by account."""
    return rows.group_by("account").aggregate(
        **{one.code: _summed_up(rows, one, asked, sums) for one in some}
    )


def _items(key: Alike, rows: ir.Table, some: list[Definition], asked: AsOf, sums: bool) -> ir.Table:
    """How many different ones, by when each was there last."""
    item = key.item_of(rows)
    # A sum knows no persons and no devices; that it is there makes them unknown.
    rows = rows.filter(item.notnull() | rows.summed if sums else item.notnull())
    last = {"last": rows.day.max() if asked.by_day else rows["at"].max()}
    if sums:
        last["last_sum"] = rows.day.max(where=rows.summed)
    items = rows.group_by("account", item=item).aggregate(**last)
    return items.group_by("account").aggregate(
        **{one.code: _different(items, one, asked, sums) for one in some}
    )


def _different(items: ir.Table, one: Definition, asked: AsOf, sums: bool) -> ir.Value:
    """Items of the window; of daily sums features and days are known, and no persons."""
    inside, of_sums = ibis.literal(True), ibis.literal(False)
    if sums:
        of_sums = items.last_sum.notnull()
    if one.window_days:
        if sums:
            of_sums = items.last_sum >= asked.first_whole_day(one.window_days)
            of_sums = of_sums.fill_null(False)
        inside = _later(items["last"], one, asked)
        if sums and not asked.by_day:
            inside = inside.fill_null(False) | of_sums
    found = items.count(where=inside & items.item.notnull())
    return told(one, found, of_sums.any() if sums and counts_persons(one) else None)


def _later(last: ir.Value, one: Definition, asked: AsOf) -> ir.BooleanValue:
    """In the window: by its day, or by its instant."""
    if asked.by_day:
        return last >= asked.first_day(one.window_days)
    return last > ibis.literal(asked.after(one.window_days), "timestamp('UTC')")


def _summed_up(rows: ir.Table, one: Definition, asked: AsOf, sums: bool) -> ir.Value:
    inside = passes(rows, one)
    if one.window_days:
        later = _later(rows.day if asked.by_day else rows["at"], one, asked)
        if sums and not asked.by_day:
            of_sums = rows.day >= asked.first_whole_day(one.window_days)
            later = ibis.ifelse(rows.summed, of_sums, later)
        inside &= later
    if one.kind == "last_seen":
        return days_between(rows.day.max(where=inside), asked.day)
    if not sums:
        return rows.count(where=inside)
    # A day of which nobody knows how often makes it unknown.
    number = amount(rows, one)
    unknown = (inside & number.isnull()).any()
    return told(one, number.sum(where=inside).fill_null(0), unknown)
