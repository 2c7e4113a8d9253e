"""Scores of thousands of accounts at one moment: what says the same is worked out once.

A measure depends on the few values that its bands ask for, an axis on its measures, the whole on
its axes. Accounts that say the same of one share what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from senro.kernel.names import Moment
from senro.kernel.rules.language import evaluate

from ..rules import Model, Score
from ..rules.models import Axis, Measure
from ..rules.scoring import AxisScore, MeasureScore, axis_of, measure_of, whole_of
from .asking import rule_of

Row = dict[Any, Any]


class Adding:
    """What models make of the values of accounts at a moment."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self._models: dict[int, _Whole] = {}

    def score(self, model: Model, values: Row) -> Score:
        """The score of one account: the same as `scored` with its rules asked one by one."""
        found = self._models.get(id(model))
        if found is None:
            found = self._models[id(model)] = _Whole(model, self.moment)
        return found(values)


class _Whole:
    def __init__(self, model: Model, moment: Moment) -> None:
        self.model = model
        self.axes = [_Axis(axis, moment) for axis in model.axes]
        self.told: dict[tuple[int, ...], Score] = {}

    def __call__(self, values: Row) -> Score:
        axes = tuple([axis(values) for axis in self.axes])
        # What was found lives as long as this: its ids are its own.
        key = tuple(map(id, axes))
        found = self.told.get(key)
        if found is None:
            found = self.told[key] = whole_of(self.model, axes)
        return found


class _Axis:
    def __init__(self, axis: Axis, moment: Moment) -> None:
        self.axis = axis
        self.measures = [_Measure(one, moment) for one in axis.measures]
        self.told: dict[tuple[int, ...], AxisScore] = {}

    def __call__(self, values: Row) -> AxisScore:
        measures = tuple([one(values) for one in self.measures])
        key = tuple(map(id, measures))
        found = self.told.get(key)
        if found is None:
            found = self.told[key] = axis_of(self.axis, measures)
        return found


class _Measure:
    def __init__(self, measure: Measure, moment: Moment) -> None:
        self.measure, self.today = measure, moment.today
        rules = [rule_of(band.when) for band in measure.bands]
        places = {place for rule in rules for place in (*rule.names, *rule.looks)}
        self.said: Callable[[Row], Any] = itemgetter(*places) if places else lambda _values: ()
        self.told: dict[Any, MeasureScore] = {}
        # Equal scores are one: fewer axes then.
        self.alike: dict[tuple[int | None, str], MeasureScore] = {}

    def __call__(self, values: Row) -> MeasureScore:
        said = self.said(values)
        try:
            found = self.told.get(said)
        except TypeError:
            # A list has no place in a memory.
            return self.asked(values)
        if found is None:
            found = self.told[said] = self.asked(values)
        return found

    def asked(self, values: Row) -> MeasureScore:
        """Ask the bands."""

        def truth(text: str) -> bool | None:
            answer = evaluate(rule_of(text), values, today=self.today, history=values)
            return None if answer is None else bool(answer)

        found = measure_of(self.measure, truth)
        return self.alike.setdefault((found.points, found.because), found)
