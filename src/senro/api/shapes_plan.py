"""The plan of a case and the calendar of a customer, as the API gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from .shapes import Shape


class PlannedPhase(Shape):
    """A phase as it is planned now, and as it was at first."""

    code: str
    name: str
    planned_start: date
    planned_end: date
    original_end: date
    completed_on: date | None


class PlannedTask(Shape):
    """A task with its day, the one it had at first, and the tasks it waits for."""

    id: str
    side: Literal["vendor", "customer"]
    phase: str
    title: str
    due: date | None
    original_due: date | None
    done: bool
    depends_on: list[str]


class Plan(Shape):
    """Everything of a case that has a day."""

    started: date
    target_end: date
    phases: list[PlannedPhase]
    tasks: list[PlannedTask]
    meetings: list[dict[str, Any]]


class MovedDate(Shape):
    """One date, before and after."""

    kind: Literal["task", "phase"]
    id: str
    title: str
    before: date
    after: date


class Replanned(Shape):
    """What was moved, or with `dry_run` would be."""

    dry_run: bool
    moves: list[MovedDate]


class CalendarEntry(Shape):
    """One thing on a customer's calendar, of one case or of several."""

    id: str
    kind: Literal["meeting", "phase_end", "task", "target_end"]
    day: date
    at: datetime | None
    title: str
    cases: list[str]
    products: list[str]
    done: bool


class Calendar(Shape):
    """All running cases of a customer on one calendar."""

    account: str
    items: list[CalendarEntry]
