"""From the truth of its rules to a score that can be added up again by hand.

The score of an axis is the mean of its known measures by weight; the whole is the mean of its known
axes by weight. What is unknown is left out and named, never counted as good or as bad.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Axis, Measure, Model

Truth = Callable[[str], bool | None]


@dataclass(frozen=True)
class MeasureScore:
    """Points of a measure and the rule that gave them; None: unknown."""

    measure: Measure
    points: int | None
    because: str


@dataclass(frozen=True)
class AxisScore:
    """Points of an axis; None where no measure is known."""

    axis: Axis
    points: float | None
    measures: tuple[MeasureScore, ...]


@dataclass(frozen=True)
class Score:
    """The whole: None where too little is known. `known` is the share of weight behind it."""

    points: float | None
    level: str
    known: float
    axes: tuple[AxisScore, ...]


def scored(model: Model, truth: Truth) -> Score:
    """The score of one account, whose rules `truth` answers."""
    return whole_of(
        model,
        tuple(
            axis_of(axis, tuple(measure_of(one, truth) for one in axis.measures))
            for axis in model.axes
        ),
    )


def whole_of(model: Model, axes: tuple[AxisScore, ...]) -> Score:
    """The score that its axes add up to."""
    whole = sum(axis.weight for axis in model.axes)
    known = sum(one.axis.weight * _known(one) for one in axes) / whole if whole else 0.0
    points = _mean((one.axis.weight, one.points) for one in axes)
    if known < model.least_known:
        points = None
    return Score(points, level_of(model, points), known, axes)


def level_of(model: Model, points: float | None) -> str:
    """go, care, stop, or unknown."""
    if points is None:
        return "unknown"
    return "go" if points >= model.go else "care" if points >= model.care else "stop"


def axis_of(axis: Axis, measures: tuple[MeasureScore, ...]) -> AxisScore:
    """An axis that its measures add up to."""
    return AxisScore(axis, _mean((one.measure.weight, one.points) for one in measures), measures)


def measure_of(measure: Measure, truth: Truth) -> MeasureScore:
    """The points of the first band that is true."""
    for band in measure.bands:
        found = truth(band.when)
        if found is None:
            return MeasureScore(measure, None, band.when)
        if found:
            return MeasureScore(measure, band.points, band.when)
    return MeasureScore(measure, 0, measure.bands[-1].when)


def _known(score: AxisScore) -> float:
    whole = sum(one.measure.weight for one in score.measures)
    return sum(one.measure.weight for one in score.measures if one.points is not None) / whole


def _mean(parts: Iterable[tuple[float, float | None]]) -> float | None:
    known = [(weight, points) for weight, points in parts if points is not None]
    weights = sum(weight for weight, _points in known)
    return sum(weight * points for weight, points in known) / weights if weights else None
