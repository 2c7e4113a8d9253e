"""Cases and what is done in them: what the API gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from .shapes import Past, ReasonShape, Shape


class Gate(Shape):
    """Whether a phase may be completed. `open` is null when something is unknown."""

    open: bool | None
    reasons: list[ReasonShape]


class Phase(Shape):
    """One phase of the case's attempt."""

    code: str
    name: str
    state: Literal["passed", "here", "ahead"]
    planned_end: date | None
    completed_at: datetime | None
    gate: Gate | None


class AtRisk(Shape):
    """Since when, and why."""

    since: datetime
    reasons: list[ReasonShape]


class SlowestWave(Shape):
    """The site furthest back; `measure` is the lowest share its gate measures."""

    id: str
    name: str
    phase: str
    measure: float | None


class Wave(Shape):
    """A site that is rolled out as a unit."""

    id: str
    name: str
    site: str | None
    order: int
    phase: str | None
    phase_name: str | None
    phase_since: datetime | None
    state: Literal["under_way", "waits", "through"]
    end_users: int
    measure: float | None
    completed: dict[str, datetime]
    gate: Gate | None
    version: int


class Waves(Shape):
    """The sites of a case: the phase the furthest has reached, how many are there, the slowest."""

    mode: Literal["parallel", "pilot_then_spread"]
    phase: str
    here: int
    total: int
    through: int
    slowest: SlowestWave | None
    items: list[Wave]


class Case(Past):
    """An onboarding case."""

    id: str
    account: str
    contract: str | None
    attempt: int
    status: str
    phase: str
    phases: list[Phase]
    owner: str | None
    team: str | None
    started: date
    target_end: date
    temperature: dict[str, Any] | int | None
    purposes: list[Any]
    structure: dict[str, Any] | None
    outcome: dict[str, Any] | None
    at_risk: AtRisk | None
    stalled: AtRisk | None
    waves: Waves | None
    version: int


class Cases(Past):
    """A page of cases."""

    items: list[Case]
    next_cursor: str | None


class Meeting(Shape):
    """A meeting with the customer."""

    id: str
    kind: str
    held_at: datetime
    direction: str
    channel: str
    contact: str | None
    minutes_explained: int | None
    minutes_heard: int | None
    confirmed: list[str]
    temperature: int | None
    notes: str | None
    version: int


class Meetings(Past):
    """A page of meetings."""

    items: list[Meeting]
    next_cursor: str | None


class Task(Shape):
    """Something to do, on our side or the customer's."""

    id: str
    side: Literal["vendor", "customer"]
    phase: str
    title: str
    due: date | None
    owner: str | None
    contact: str | None
    done: bool
    done_at: datetime | None
    version: int


class Tasks(Past):
    """A page of tasks."""

    items: list[Task]
    next_cursor: str | None


class Wish(Shape):
    """By when the customer wants to use which function."""

    id: str
    feature: str
    want_by: date | None
    declared_by: str
    achieved_on: date | None


class Wishes(Shape):
    """The wishes of the case."""

    items: list[Wish]
    next_cursor: str | None


class Purpose(Shape):
    """A purpose of adoption: its code, and its rank for this customer."""

    code: str
    rank: int | None = None
    name: str | None = None


class Purposes(Shape):
    """The purposes that the method knows."""

    items: list[Purpose]
    next_cursor: str | None


class BoardCard(Shape):
    """One case on the board; `id` is the case's."""

    id: str
    account: str
    name: str
    tier: str | None
    phase: str
    status: str
    purpose: str | None
    days: int
    planned_days: int | None
    criteria: dict[str, int]
    owner: str | None
    waves: dict[str, int] | None
    signal: Literal["go", "care", "stop"]


class BoardColumn(Shape):
    """One column: a phase, or a parked state. `more` cards are not shown."""

    code: str
    name: str
    count: int
    median_days: int | None
    planned_days: int | None
    cards: list[BoardCard]
    more: int


class Board(Shape):
    """The pipeline as it stood."""

    as_of: str
    active: int
    at_risk: int
    watched: int
    columns: list[BoardColumn]


class CaseChange(Shape):
    """A case that stands elsewhere now; null before it was opened, and at intake."""

    id: str
    account: str
    name: str
    status_before: str | None
    status: str
    phase_before: str | None
    phase: str | None


class ChangeKind(Shape):
    """One kind of change and its cases."""

    kind: Literal["forward", "completed", "parked", "opened", "closed", "back_on_line", "back"]
    count: int
    cases: list[CaseChange]


class BoardChanges(Shape):
    """What changed between a past day and now."""

    as_of: datetime
    total: int
    kinds: list[ChangeKind]


class MetricShape(Shape):
    """The definition of a metric."""

    name: str
    subject: list[str]
    type: str
    unit: str
    percent: bool
    label: str
    formula: str


class Metrics(Shape):
    """The metrics that there are."""

    items: list[MetricShape]
    next_cursor: str | None


class MetricValue(Shape):
    """A metric of an account; unknown is null, never 0."""

    account: str
    value: float | int | None
    as_of: str


class MetricValues(Shape):
    """A page of values."""

    items: list[MetricValue]
    next_cursor: str | None


class TouchShape(Shape):
    """A contact with a customer."""

    id: str
    account: str
    contact: str | None
    direction: str
    channel: str
    at: datetime
    note: str | None
