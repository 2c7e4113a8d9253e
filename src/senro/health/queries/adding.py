"""Scores of thousands of accounts: what says the same is worked out once.

A measure depends on the few values that its bands ask for, an axis on its measures, the whole on
its axes. Accounts that say the same of one share what it comes to, on whatever day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from senro.kernel.columns import Column, Columns
from senro.kernel.names import Moment
from senro.kernel.rules.language import evaluate

from ..rules import Model, Score
from ..rules.models import Axis, Measure
from ..rules.scoring import AxisScore, MeasureScore, axis_of, measure_of, whole_of
from .asking import rule_of
from .models import Chosen

T = TypeVar("T")
Row = tuple[Any, ...]
# Of so many different rows what they come to is remembered from one day to the next.
REMEMBERED = 100_000


class Told(NamedTuple):
    """What accounts come to: the different things, and for each account the number of its own."""

    different: Sequence[Any]
    numbers: Sequence[int]


class Adding:
    """What models make of the values of accounts, moment by moment."""

    def __init__(self) -> None:
        self._models: dict[int, _Model] = {}

    def scores(self, values: Columns, chosen: Mapping[UUID, Chosen], moment: Moment) -> list[Score]:
        """The score of each account by the model that is chosen for it, in the order of the values.

        The same as `scored` with its rules asked one by one.
        """
        parts: dict[int, list[int]] = {}
        for number, pk in enumerate(values.ids):
            parts.setdefault(id(chosen[pk][1]), []).append(number)
        found: dict[int, Score] = {}
        for key, numbers in parts.items():
            if key not in self._models:
                self._models[key] = _Model(chosen[values.ids[numbers[0]]][1])
            told = self._models[key](values.only(numbers), moment.today)
            found |= zip(numbers, told, strict=True)
        return [found[number] for number in range(len(values.ids))]


class _Model:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.axes = [(axis, [_Measure(one) for one in axis.measures]) for axis in model.axes]

    def __call__(self, values: Columns, today: date) -> list[Score]:
        axes = [self._axis(axis, measures, values, today) for axis, measures in self.axes]
        whole = _together(axes, lambda found: whole_of(self.model, found))
        return [whole.different[number] for number in whole.numbers]

    def _axis(self, axis: Axis, measures: Sequence[_Measure], values: Columns, today: date) -> Told:
        def made(found: tuple[MeasureScore, ...]) -> AxisScore:
            return axis_of(axis, found)

        return _together([one(values, today) for one in measures], made)


def _together(parts: Sequence[Told], made: Callable[[tuple[Any, ...]], T]) -> Told:
    """What the parts of each account come to together."""
    rows = list(zip(*(part.numbers for part in parts), strict=True))
    places = {row: number for number, row in enumerate(dict.fromkeys(rows))}
    different = [
        made(tuple(part.different[n] for part, n in zip(parts, row, strict=True))) for row in places
    ]
    return Told(different, [places[row] for row in rows])


class _Measure:
    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        rules = [rule_of(band.when) for band in measure.bands]
        self.places: list[Any] = list(
            dict.fromkeys(p for rule in rules for p in (*rule.names, *rule.looks))
        )
        self.by_day = any("today" in band.when for band in measure.bands)
        # Equal scores are one: fewer axes then.
        self.different: dict[tuple[int | None, str], int] = {}
        self.scores: list[MeasureScore] = []
        self.numbers: dict[Row, int] = {}

    def __call__(self, values: Columns, today: date) -> Told:
        columns: list[Column] = [values.by_place[place] for place in self.places]
        rows: list[Row] = list(zip(*columns, strict=True)) or [()] * len(values.ids)
        if self.by_day or len(self.numbers) > REMEMBERED:
            self.numbers.clear()
        try:
            for row in set(rows) - self.numbers.keys():
                self.numbers[row] = self._number(row, today)
        except TypeError:
            # A list has no place in a memory.
            return Told(self.scores, [self._number(row, today) for row in rows])
        return Told(self.scores, [self.numbers[row] for row in rows])

    def _number(self, row: Row, today: date) -> int:
        """Ask the bands."""
        said = dict(zip(self.places, row, strict=True))

        def truth(text: str) -> bool | None:
            answer = evaluate(rule_of(text), said, today=today, history=said)
            return None if answer is None else bool(answer)

        found = measure_of(self.measure, truth)
        number = self.different.setdefault((found.points, found.because), len(self.scores))
        if number == len(self.scores):
            self.scores.append(found)
        return number
