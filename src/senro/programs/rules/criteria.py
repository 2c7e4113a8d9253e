"""A set of completion criteria, each mapped to one of the three common elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .applying import EVERYBODY, AppliesTo, applies_to
from .reading import Problem, items_of, shape_problems, unknown_values
from .words import NO_WORDS, Words, words

# Article 002: a structure that stands, a goal agreed, a value felt.
ELEMENTS = ("structure", "goal", "value")
KINDS = ("metric", "evidence", "human")


@dataclass(frozen=True)
class Criterion:
    """One completion criterion. With a rule it is found to be met; without, somebody says so."""

    code: str
    element: str
    kind: str
    title: Words
    mandatory: bool = True
    rule: str = ""


@dataclass(frozen=True)
class CriteriaSet:
    """The criteria that a case is promised."""

    criteria: tuple[Criterion, ...]
    name: Words = NO_WORDS
    applies_to: AppliesTo = EVERYBODY


def parse_criteria(body: dict[str, Any]) -> CriteriaSet:
    """The body of a published criteria set as values."""
    criteria = tuple(
        Criterion(
            code=item["code"],
            element=item["element"],
            kind=item["kind"],
            title=words(item.get("title")),
            mandatory=bool(item.get("mandatory", True)),
            rule=item.get("rule") or "",
        )
        for item in items_of(body, "criteria")
    )
    return CriteriaSet(criteria, words(body.get("name")), applies_to(body))


def criteria_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a criteria set from being published."""
    yield from shape_problems(body, "criteria")
    criteria = items_of(body, "criteria")
    yield from unknown_values(criteria, "criteria", "element", ELEMENTS)
    yield from unknown_values(criteria, "criteria", "kind", KINDS)
    for item in criteria:
        if not words(item.get("title")):
            yield Problem(f"criteria[{item.get('code')}].title", "required")
