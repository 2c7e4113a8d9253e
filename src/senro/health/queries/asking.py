"""The values that the rules of models ask for, of many accounts at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.among import among
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.rules.language import Rule
from senro.usage.queries.past import Days, counted_days, past_values
from senro.usage.queries.values import FEW

Values = dict[UUID, dict[Any, Any]]


@lru_cache(maxsize=500)
def rule_of(text: str) -> Rule:
    """A rule about an account."""
    return names.parse("account", text)


def values_at(
    ids: Collection[UUID],
    rules: Iterable[Rule],
    moment: Moment,
    held: Mapping[UUID, dict[Any, Any]] | None = None,
    days: Days | None = None,
) -> Values:
    """{account: {name or (name, days back): value}}; `held` gives what has no past of its own.

    `days`: events that were counted already.
    """
    rules = list(rules)
    codes = {name for rule in rules for name in rule.names}
    looks = {look for rule in rules for look in rule.looks}
    known = names.names_of("account")
    asked = {code for code in codes if held is None or known[code].dated}
    now = _values(ids, asked, moment, days)
    # Looking back from today asks for the end of another day: the same look at the table.
    then: Values = {pk: {} for pk in now}
    for back in sorted({days for _code, days in looks}):
        wanted = {code for code, days in looks if days == back}
        dated = {code for code in wanted if known[code].dated}
        found = _values(ids, dated, days_back(moment, back), days) if dated else {}
        for pk, row in then.items():
            row |= {(code, back): found.get(pk, {}).get(code) for code in wanted}
    base = held or {}
    return {pk: {**base.get(pk, {}), **now[pk], **then[pk]} for pk in now}


def days_ahead(
    rules: Sequence[Rule], moments: Iterable[Moment], ids: Collection[UUID] = ()
) -> Days:
    """The events that rules will ask for at these moments, looking back included, in one look.

    Asked of a few accounts, only theirs are taken out of the table.
    """
    codes = {name for rule in rules for name in rule.names}
    looks = {look for rule in rules for look in rule.looks}
    asked: list[tuple[Moment, Collection[str]]] = []
    for moment in moments:
        if moment.asked != "instant":
            asked.append((moment, codes))
        asked += [(days_back(moment, back), [code]) for code, back in looks]
    return counted_days(asked, few=_few(ids))


def _values(
    ids: Collection[UUID], codes: Collection[str], moment: Moment, days: Days | None
) -> Values:
    rows = Account.objects.filter(pk__in=among(list(ids)))

    def records(some: Collection[str]) -> Values:
        return names.values_of(rows, "account", some, moment)

    return past_values(codes, moment, records, days, few=_few(ids))


def _few(ids: Collection[UUID]) -> Collection[UUID]:
    return ids if len(ids) <= FEW else ()
