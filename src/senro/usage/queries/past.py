"""Names of accounts at moments of the past, as columns: events of all days in one look at the table.

Records are asked in SQL, many moments in a query; what is made of both is divided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from senro import lake
from senro.customers.models import Account
from senro.kernel.among import among
from senro.kernel.columns import Asked, Column, columns_of
from senro.kernel.names import Moment

from ..metrics import AsOf, Definition
from .definitions import definitions
from .names import is_kept
from .values import FEW, as_of, counted, tables, taking_once

if TYPE_CHECKING:
    import pyarrow as pa

# The definitions that names are made of, and all other names.
Leaves = tuple[dict[str, Definition], list[str]]
MORE = 1.5


class Counted:
    """Metrics of events, a column each in the order of these accounts."""

    def __init__(self, keys: Sequence[str], size: int) -> None:
        self.keys, self.size = keys, size
        self._columns: dict[tuple[AsOf, str], Column] = {}
        self._days: dict[tuple[AsOf, str], tuple[pa.Table, pa.Array]] = {}

    def of(self, asked: AsOf, code: str) -> Column:
        """The values of a metric; unknown of whom nothing was heard by then."""
        place = (asked, code)
        if place in self._days:
            rows, order = self._days[place]
            return rows[code].take(order).cast("float64").to_pylist()
        return self._columns.get(place) or [None] * self.size

    def count(self, wanted: Sequence[Definition], asked: Sequence[AsOf]) -> None:
        """Count these metrics at these moments: whole days together, each event folded once."""
        few = self.keys if len(self.keys) <= FEW else None
        days = [one for one in asked if one.whole and one.known is None]
        if len(days) > 1 and not (few and taking_once()):
            self._together(wanted, days, few)
            asked = [one for one in asked if one not in days]
        for one in asked:
            found = counted(wanted, one, accounts=few)
            rows = [found.get(key) for key in self.keys]
            for each in wanted:
                self._columns[one, each.code] = [_number(row, each.code) for row in rows]

    def _together(
        self, wanted: Sequence[Definition], days: Sequence[AsOf], few: Sequence[str] | None
    ) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        from ..metrics.many import measured_days

        table = lake.fetch(measured_days(*tables(few), wanted, days)).sort_by("asked")
        ends: dict[date, tuple[int, int]] = {}
        start = 0
        for run in pc.value_counts(table["asked"]).to_pylist():
            ends[run["values"]] = (start, run["counts"])
            start += run["counts"]
        keys = pa.array(self.keys, pa.string())
        for one in days:
            rows = table.slice(*ends.get(one.day, (0, 0)))
            order = pc.index_in(keys, value_set=rows["account"].combine_chunks())
            for each in wanted:
                self._days[one, each.code] = rows, order


def _number(row: Mapping[str, Any] | None, code: str) -> float | None:
    value = None if row is None else row[code]
    return None if value is None else float(value)


def leaves(codes: Iterable[str]) -> Leaves:
    """What these names are made of: the definitions of events and of ratios, and all others."""
    own = {one.code: one for one in definitions()}
    found: dict[str, Definition] = {}
    others: dict[str, None] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in own:
            others[code] = None
        elif code not in found:
            found[code] = own[code]
            waiting += own[code].parts
    return found, sorted(others)


def columns_at(ids: Sequence[UUID], asked: Sequence[Asked]) -> Iterator[dict[str, Column]]:
    """For each moment {name: values in the order of these accounts}."""
    made = [_made_of(moment, codes) for moment, codes in asked]
    rows = Account.objects.filter(pk__in=among(list(ids)))
    counted_here = _counted(
        ids, [(moment, own) for (moment, _c), (own, _r) in zip(asked, made, strict=True)]
    )
    records = columns_of(
        rows,
        "account",
        ids,
        [(moment, rest) for (moment, _c), (_o, rest) in zip(asked, made, strict=True)],
    )
    for (moment, codes), (own, _rest), found in zip(asked, made, records, strict=True):
        reader = _Reader(own, found, counted_here, _as_of(moment))
        yield {code: reader.column(code) for code in codes}


def _made_of(moment: Moment, codes: Iterable[str]) -> Leaves:
    """What is kept is asked in SQL, all of it."""
    return ({}, list(codes)) if is_kept(moment) else leaves(codes)


def _as_of(moment: Moment) -> AsOf:
    return as_of(moment.at, moment.asked, moment.today, moment.zone)


def _counted(
    ids: Sequence[UUID], asked: Iterable[tuple[Moment, Mapping[str, Definition]]]
) -> Counted:
    """What is made of events. Metrics that are asked for at the same moments are one look."""
    moments: dict[Definition, dict[AsOf, None]] = {}
    for moment, own in asked:
        for one in own.values():
            if one.of_events:
                moments.setdefault(one, {})[_as_of(moment)] = None
    if not moments or lake.is_empty():
        return Counted((), len(ids))
    keys = dict(Account.objects.filter(pk__in=among(list(ids))).values_list("pk", "key"))
    found = Counted([keys[pk] for pk in ids], len(ids))
    every = {each for its in moments.values() for each in its}
    alike: dict[tuple[AsOf, ...], list[Definition]] = {}
    for one, its in moments.items():
        # A few days more in the same look cost less than another look at every event.
        asked_for = every if len(every) <= MORE * len(its) else its
        alike.setdefault(tuple(sorted(asked_for, key=lambda each: each.end)), []).append(one)
    for its_moments, some in alike.items():
        found.count(some, its_moments)
    return found


class _Reader:
    """Columns at one moment, of records and of events, and what is divided of them."""

    def __init__(
        self,
        own: Mapping[str, Definition],
        records: dict[str, Column],
        events: Counted,
        asked: AsOf,
    ) -> None:
        self.own, self.found, self.events, self.asked = own, records, events, asked

    def column(self, code: str) -> Column:
        """The values of a name."""
        if code not in self.found:
            self.found[code] = self._made(self.own[code])
        return self.found[code]

    def _made(self, one: Definition) -> Column:
        if one.of_events:
            return self.events.of(self.asked, one.code)
        part, whole = (self.column(each) for each in one.parts)
        return [
            None if some is None or not every else float(some) / float(every)
            for some, every in zip(part, whole, strict=True)
        ]
