"""Why a score is another under another model: what each measure gives, before and after.

A measure gives its points times its share of what is known; all of them add up to the score. So do
the differences: what moved a score is named by measure, and nothing is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .models import Measure, Model
from .scoring import MeasureScore, Score, level_of

# Less than that is rounding.
LEAST = 0.05
Place = tuple[str, str]


@dataclass(frozen=True)
class Given:
    """What a measure gives to the score. `share` is of 1, among what is known."""

    measure: Measure
    points: int | None
    share: float
    because: str

    @property
    def gives(self) -> float:
        """Points that it adds to the score."""
        return 0.0 if self.points is None else self.points * self.share


@dataclass(frozen=True)
class Cause:
    """One thing that moved an account: which measure, and how.

    `what`: added, dropped, band (other points), weight (other share), known (unknown on one side),
    levels (the borders moved), enough (too little is known by one of them, but not by the other).
    """

    what: str
    place: Place = ("", "")
    before: Given | None = None
    after: Given | None = None
    by: float = 0.0


def given(score: Score) -> dict[Place, Given]:
    """Every measure of a score with what it gives."""
    axes = [one for one in score.axes if one.points is not None]
    whole = sum(one.axis.weight for one in axes)
    found = {}
    for axis in score.axes:
        known = sum(one.measure.weight for one in axis.measures if one.points is not None)
        for one in axis.measures:
            part = one.measure.weight / known if one.points is not None else 0.0
            share = part * axis.axis.weight / whole if part else 0.0
            found[axis.axis.code, one.measure.code] = _given(one, share)
    return found


def _given(one: MeasureScore, share: float) -> Given:
    return Given(one.measure, one.points, share, one.because)


def causes(old: tuple[Model, Score], new: tuple[Model, Score]) -> tuple[Cause, ...]:
    """What made the level or the score another, what counts most first."""
    first = tuple(_of_the_whole(old, new))
    return (*first, *sorted(_of_measures(old[1], new[1]), key=lambda one: -abs(one.by)))


def _of_the_whole(old: tuple[Model, Score], new: tuple[Model, Score]) -> Iterator[Cause]:
    (was, before), (now, after) = old, new
    if (before.points is None) != (after.points is None):
        yield Cause("enough")
    borders = (was.go, was.care) != (now.go, now.care)
    if borders and level_of(was, after.points) != after.level:
        yield Cause("levels")


def _of_measures(before: Score, after: Score) -> Iterator[Cause]:
    old, new = given(before), given(after)
    for place in dict.fromkeys((*new, *old)):
        was, now = old.get(place), new.get(place)
        by = (now.gives if now else 0.0) - (was.gives if was else 0.0)
        what = _what(was, now)
        if what and (abs(by) >= LEAST or what == "known"):
            yield Cause(what, place, was, now, by)


def _what(was: Given | None, now: Given | None) -> str:
    if was is None or now is None:
        one = was or now
        named = "added" if was is None else "dropped"
        return named if one and one.points is not None else ""
    if (was.points is None) != (now.points is None):
        return "known"
    if was.points is None:
        return ""
    return "band" if was.points != now.points else "weight"
