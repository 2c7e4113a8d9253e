"""What a person holds, and handing it to others: each domain registers what it knows of.

    register_holding("cases", _("Cases led"), held=..., give=...)

`held(person_id)` gives the ids of what they hold; `give(ids, person, by, at)` hands these to somebody
through the domain's own verbs, so that each leaves its fact under the one that calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .models import Person
from .rules.access import Actor

Held = Callable[[UUID], list[UUID]]
Give = Callable[[Sequence[UUID], Person, Actor, datetime], None]


@dataclass(frozen=True)
class Holding:
    """One kind of work that is somebody's."""

    kind: str
    words: Any
    held: Held
    give: Give


HOLDINGS: dict[str, Holding] = {}


def register_holding(kind: str, words: Any, *, held: Held, give: Give) -> None:
    """Offer a kind of work. Raises RuntimeError for a second definition."""
    if kind in HOLDINGS:
        raise RuntimeError(f"the holding {kind} is registered twice")
    HOLDINGS[kind] = Holding(kind, words, held, give)


def holdings_of(person_id: UUID) -> dict[str, list[UUID]]:
    """What somebody holds now, by kind; kinds of which they hold nothing are there and empty."""
    return {kind: holding.held(person_id) for kind, holding in HOLDINGS.items()}


def spread(ids: Sequence[UUID], loads: Sequence[int]) -> list[list[UUID]]:
    """Hand things out so that whoever holds least gets the next one; earlier people first on a tie."""
    shares: list[list[UUID]] = [[] for _ in loads]
    load = list(loads)
    for one in ids:
        lightest = min(range(len(load)), key=lambda place: (load[place], place))
        shares[lightest].append(one)
        load[lightest] += 1
    return shares
