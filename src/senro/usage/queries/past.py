"""Metrics of events as they were on past days, for all accounts in one look at the table.

The names of rules give the same numbers one by one, in SQL. Who asks for a dozen of them for
everybody, week after week, is better served here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from senro import lake
from senro.customers.models import Account
from senro.kernel.names import Moment

from ..metrics import AsOf, Definition
from .definitions import definitions
from .names import is_kept
from .values import as_of, counted, tables, taking_once

if TYPE_CHECKING:
    import pyarrow as pa

Values = dict[UUID, dict[str, Any]]
ByKey = dict[str, dict[str, Any]]
# Values of other names, of records, at that moment.
Others = Callable[[Collection[str]], Values]


class Days:
    """What was counted for the ends of days: all of it as the engine gave it, a day as it is asked."""

    def __init__(self, days: Iterable[date]) -> None:
        self.days = frozenset(days)
        self._alone: list[tuple[date, ByKey]] = []
        self._many: list[pa.Table] = []
        self._ids: dict[str, UUID] = {}

    def __contains__(self, day: date) -> bool:
        return day in self.days

    def __getitem__(self, day: date) -> Values:
        """{account: {code: value}} of those that were known by then."""
        found: Values = {}
        for rows in self._of(day):
            for key, values in rows:
                pk = self._ids.get(key)
                if pk is not None:
                    found.setdefault(pk, {}).update(values)
        return found

    def count(self, wanted: list[Definition], asked: list[AsOf], few: Collection[UUID]) -> None:
        """Count these metrics for these days."""
        if not self._ids:
            accounts = Account.objects.filter(pk__in=few) if few else Account.objects.all()
            self._ids = dict(accounts.values_list("key", "pk"))
        keys = list(self._ids) if few else None
        if len(asked) == 1:
            self._alone.append((asked[0].day, counted(wanted, asked[0], accounts=keys)))
            return
        from ..metrics.many import measured_days

        self._many.append(lake.fetch(measured_days(*tables(keys), wanted, asked)))

    def _of(self, day: date) -> Iterator[Iterable[tuple[str, dict[str, Any]]]]:
        yield from (rows.items() for known, rows in self._alone if known == day)
        for table in self._many:
            import pyarrow.compute as pc

            rows = table.filter(pc.equal(table["asked"], day)).drop_columns("asked")
            yield zip(
                rows["account"].to_pylist(), rows.drop_columns("account").to_pylist(), strict=True
            )


def leaves(codes: Iterable[str]) -> tuple[dict[str, Definition], set[str]]:
    """What these names are made of: the definitions of events, and all others."""
    own = {one.code: one for one in definitions()}
    found: dict[str, Definition] = {}
    others: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in own:
            others.add(code)
        elif code not in found:
            found[code] = own[code]
            waiting += own[code].parts
    return found, others


def counted_days(
    asked: Iterable[tuple[Moment, Collection[str]]], few: Collection[UUID] = ()
) -> Days:
    """The metrics of events behind names at the end of past days, each event folded once.

    Metrics that are asked for the same days are one look. Asked of a `few` accounts, only theirs are
    taken out of the table.
    """
    days: dict[date, AsOf] = {}
    wanted: dict[Definition, set[date]] = {}
    for moment, codes in asked:
        if is_kept(moment):
            continue
        days[moment.today] = as_of(moment.at, moment.asked, moment.today, moment.zone)
        for one in leaves(codes)[0].values():
            if one.of_events:
                wanted.setdefault(one, set()).add(moment.today)
    if lake.is_empty():
        return Days(days)
    if few and taking_once():
        # Their rows are at hand: each day is counted in them when it is asked for.
        return Days(())
    found = Days(days)
    alike: dict[frozenset[date], list[Definition]] = {}
    for one, its_days in wanted.items():
        alike.setdefault(frozenset(its_days), []).append(one)
    for its, some in alike.items():
        found.count(some, [days[day] for day in sorted(its)], few)
    return found


def past_values(
    codes: Iterable[str],
    moment: Moment,
    others: Others,
    days: Days | None = None,
    few: Collection[UUID] = (),
) -> Values:
    """{account: {name: value}} of a moment: events counted here, the rest as `others` gives it.

    Asked of a `few` accounts, only theirs are taken out of the table.
    """
    wanted = list(codes)
    if is_kept(moment):
        return others(wanted)
    own, rest = leaves(wanted)
    if days is not None and moment.asked != "instant" and moment.today in days:
        events = days[moment.today]
    else:
        asked = as_of(moment.at, moment.asked, moment.today, moment.zone)
        accounts = Account.objects.filter(pk__in=few) if few else Account.objects.all()
        ids = dict(accounts.values_list("key", "pk"))
        rows = counted(own.values(), asked, accounts=list(ids) if few else None)
        events = {ids[key]: row for key, row in rows.items() if key in ids}
    found = {}
    read = [(code, _reader(code, own)) for code in wanted]
    counted_here = [code for code, one in own.items() if one.of_events]
    for pk, values in others(rest).items():
        heard = events.get(pk, {})
        for code in counted_here:
            value = heard.get(code)
            values[code] = None if value is None else float(value)
        found[pk] = {code: value_of(values) for code, value_of in read}
    return found


def _reader(code: str, own: dict[str, Definition]) -> Callable[[dict[str, Any]], Any]:
    """Reads a value out of those of its leaves."""
    one = own.get(code)
    if one is None or one.of_events:
        return itemgetter(code)
    part_of, whole_of = (_reader(each, own) for each in one.parts)

    def divided(values: dict[str, Any]) -> float | None:
        part, whole = part_of(values), whole_of(values)
        return None if part is None or not whole else float(part) / float(whole)

    return divided
