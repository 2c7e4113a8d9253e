"""Metrics of events as they were on a past day, for all accounts in one look at the table.

The names of rules give the same numbers one by one, in SQL. Who asks for a dozen of them for
everybody, week after week, is better served here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from senro.customers.models import Account
from senro.kernel.names import Moment

from ..metrics import Definition
from .definitions import definitions
from .names import is_kept
from .values import as_of, counted

Values = dict[UUID, dict[str, Any]]
# Values of other names, of records, at that moment.
Others = Callable[[Collection[str]], Values]


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


def past_values(codes: Iterable[str], moment: Moment, others: Others) -> Values:
    """{account: {name: value}} of a moment: events counted here, the rest as `others` gives it."""
    wanted = list(codes)
    if is_kept(moment):
        return others(wanted)
    own, rest = leaves(wanted)
    asked = as_of(moment.at, moment.asked, moment.today, moment.zone)
    rows = counted(own.values(), asked)
    ids = dict(Account.objects.filter(key__in=rows).values_list("key", "pk")
               if len(rows) < 500 else Account.objects.values_list("key", "pk"))  # fmt: skip
    events = {ids[key]: row for key, row in rows.items() if key in ids}
    found = {}
    for pk, values in others(rest).items():
        heard = events.get(pk, {})
        values |= {code: _number(heard.get(code)) for code, one in own.items() if one.of_events}
        found[pk] = {code: _value(code, own, values) for code in wanted}
    return found


def _value(code: str, own: dict[str, Definition], values: dict[str, Any]) -> Any:
    one = own.get(code)
    if one is None or one.of_events:
        return values[code]
    part, whole = (_value(each, own, values) for each in one.parts)
    return None if part is None or not whole else float(part) / float(whole)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
