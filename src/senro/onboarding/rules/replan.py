"""Moving a date of the plan, and what follows it. Pure.

What depends on the moved thing keeps its distance in working days. What is done stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from senro.kernel.rules.calendar import (
    Calendar,
    add_business_days,
    business_days_between,
    on_business_day,
)


@dataclass(frozen=True)
class Item:
    """A task with its day, or a phase with its planned end; `after` names what it waits for."""

    key: str
    day: date
    after: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True)
class Move:
    """One date, before and after."""

    key: str
    before: date
    after: date


def followers(items: Mapping[str, Item], key: str) -> list[str]:
    """Everything that waits for this, directly or not, nearest first; itself left out."""
    waiting: dict[str, list[str]] = {}
    for item in items.values():
        for needed in item.after:
            waiting.setdefault(needed, []).append(item.key)
    found: dict[str, None] = {}
    frontier = [key]
    while frontier:
        following = [one for here in frontier for one in waiting.get(here, ())]
        frontier = [one for one in dict.fromkeys(following) if one not in found and one != key]
        found.update(dict.fromkeys(frontier))
    return list(found)


def moves(items: Mapping[str, Item], key: str, to: date, calendar: Calendar) -> list[Move]:
    """The moved date first, then what follows it by as many working days."""
    item = items[key]
    to = on_business_day(to, calendar)
    if to == item.day:
        return []
    days = business_days_between(item.day, to, calendar)
    found = [Move(key, item.day, to)]
    for other in followers(items, key):
        following = items[other]
        if following.done:
            continue
        start = on_business_day(following.day, calendar)
        after = add_business_days(start, days, calendar) if days else start
        if after != following.day:
            found.append(Move(other, following.day, after))
    return found


def closes_circle(links: Iterable[tuple[str, str]], task: str, on: str) -> bool:
    """Whether `task` waiting for `on` would make something wait for itself."""
    needs: dict[str, set[str]] = {}
    for waiting, needed in links:
        needs.setdefault(waiting, set()).add(needed)
    seen, frontier = set(), {on}
    while frontier:
        if task in frontier:
            return True
        seen |= frontier
        frontier = {one for here in frontier for one in needs.get(here, ())} - seen
    return False
