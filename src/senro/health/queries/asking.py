"""The values that the rules of models ask for, of many accounts at once, as columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import UUID

from senro.kernel import names
from senro.kernel.columns import Asked, Column, Columns
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.rules.language import Rule
from senro.usage.queries.past import columns_at


@lru_cache(maxsize=500)
def rule_of(text: str) -> Rule:
    """A rule about an account."""
    return names.parse("account", text)


def values_at(
    ids: Collection[UUID], rules: Iterable[Rule], moments: Sequence[Moment]
) -> Iterator[Columns]:
    """For each moment the values by name, or by name and days back.

    Of what has no past of its own, the first moment counts for all of them.
    """
    ids, rules = list(ids), list(rules)
    codes = {name for rule in rules for name in rule.names}
    looks = {look for rule in rules for look in rule.looks}
    known = names.names_of("account")
    dated = {code for code in codes | {code for code, _back in looks} if known[code].dated}
    backs = sorted({back for code, back in looks if code in dated})
    asked: list[Asked] = []
    for number, moment in enumerate(moments):
        asked.append((moment, sorted(codes & dated if number else codes)))
        # Looking back from today asks for the end of another day: the same look at the table.
        asked += [
            (days_back(moment, back), sorted(c for c, days in looks if days == back and c in dated))
            for back in backs
        ]
    found = columns_at(ids, asked)
    nothing: Column = [None] * len(ids)
    held: dict[str, Column] = {}
    for _moment in moments:
        now = next(found)
        held = held or now
        then = {(code, back): column for back in backs for code, column in next(found).items()}
        yield Columns(ids, {**dict.fromkeys(looks, nothing), **held, **now, **then})
