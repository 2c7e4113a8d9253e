"""Which score stands: the computed one, or what a person put in its place for a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .models import Model
from .scoring import Score, level_of

LEVELS = ("go", "care", "stop")
# Longer than a year is no exception any more: the model should say it.
LONGEST = 366


@dataclass(frozen=True)
class Said:
    """What somebody wants to put in place of the computed score."""

    points: int | None
    level: str
    reason: str
    until: date | None


@dataclass(frozen=True)
class Standing:
    """The score that counts, and its level."""

    points: float | None
    level: str
    overridden: bool = False


def standing(model: Model, score: Score, said: tuple[int | None, str] | None) -> Standing:
    """What counts. A person who names only points gets their level; only a level: the computed points."""
    if said is None:
        return Standing(score.points, score.level)
    points, level = said
    if points is None:
        return Standing(score.points, level, True)
    return Standing(float(points), level or level_of(model, points), True)


def said_problems(said: Said, today: date) -> Iterator[tuple[str, str]]:
    """(field, code) of what is wrong."""
    if said.points is None and not said.level:
        yield "points", "required"
    if said.points is not None and not 0 <= said.points <= 100:
        yield "points", "out_of_range"
    if said.level and said.level not in LEVELS:
        yield "level", "unknown_value"
    if not said.reason.strip():
        yield "reason", "required"
    if said.until is None:
        yield "until", "required"
    elif said.until < today:
        yield "until", "in_the_past"
    elif (said.until - today).days > LONGEST:
        yield "until", "too_far"
