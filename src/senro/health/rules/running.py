"""Self-running as data: parts that must all hold, each a rule about the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from senro.programs.rules.reading import Problem, items_of, shape_problems
from senro.programs.rules.schema import CODE, RULE, WORDS, Schema, document, many, record
from senro.programs.rules.words import Words, words

SELF_RUNNING: Schema = record(
    {"parts": many(record({"code": CODE, "title": WORDS, "when": RULE}, {}), 1)}, {"name": WORDS}
)
SCHEMA = document("self_running", "Senro: self_running", SELF_RUNNING)


@dataclass(frozen=True)
class RunningPart:
    """One thing that must be so."""

    code: str
    title: Words
    when: str


def parse_parts(body: Mapping[str, Any]) -> tuple[RunningPart, ...]:
    """The parts of a published body."""
    return tuple(
        RunningPart(one["code"], words(one.get("title")), one["when"])
        for one in items_of(dict(body), "parts")
    )


def whole_rule(parts: tuple[RunningPart, ...]) -> str:
    """All of them as one rule."""
    return " AND ".join(f"({one.when})" for one in parts)


def running_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a definition from being published, besides its rules."""
    yield from shape_problems(body, "parts")


def running_rules_in(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, rule) of each part."""
    for one in items_of(body, "parts"):
        yield f"parts[{one.get('code')}].when", str(one.get("when", ""))
