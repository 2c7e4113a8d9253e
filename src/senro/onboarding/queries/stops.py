"""The phases of a case as stations with a timetable: planned, reached, expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from senro.kernel.names import Moment
from senro.programs.rules import INTAKE

from ..rules.machine import AFTER, ENDED
from .gates import Gate, Line
from .states import State


@dataclass(frozen=True)
class Stop:
    """A phase with its row of the timetable. Dates are those of reaching it."""

    code: str
    name: Any
    state: str  # passed | here | ahead
    plan_days: int | None
    days: int | None
    planned: date
    reached: date | None
    expected: date | None
    gate: str = ""

    @property
    def late(self) -> int:
        """Days behind the plan; negative when early."""
        return ((self.reached or self.expected or self.planned) - self.planned).days


def stops_of(
    line: Line,
    state: State,
    passed: Mapping[str, date],
    gate: Gate | None,
    moment: Moment,
    ends: Mapping[str, date] | None = None,
) -> tuple[Stop, ...]:
    """The stations, the forecast running on from where the case is now.

    `ends` are planned ends of phases that were moved.
    """
    phases, begun = line.phases.phases, state.phase != INTAKE
    here = line.phases.index(state.phase)
    planned = line.attempt.started
    reached: date | None = planned if begun else None
    forecast = max(planned, moment.today) if not begun else planned
    stops = []
    for place, phase in enumerate(phases):
        last = place == len(phases) - 1
        name = {"ja": phase.name.of("ja"), "en": phase.name.of("en")}
        status = "passed" if place < here else "here" if place == here else "ahead"
        if last and state.status in (*AFTER, *ENDED) and place == here:
            status = "passed"
        until = passed.get(phase.code)
        spent = ((until or moment.today) - reached).days if reached and place <= here else None
        shut = "" if last or place < here else "closed"
        if gate is not None and place == here and gate.open is True:
            shut = "open"
        stops.append(
            Stop(
                phase.code, name, status, phase.days or None, None if last else spent, planned,
                reached if place <= here else None, forecast if place > here else None, shut,
            )
        )  # fmt: skip
        planned = (ends or {}).get(phase.code, planned + timedelta(days=phase.days))
        if place < here:
            reached = until or reached
            forecast = reached or forecast
        else:
            forecast += timedelta(days=max(phase.days, spent or 0))
            reached = None
    return tuple(stops)
