"""The organisation's view of an instant."""

from __future__ import annotations

from datetime import date, datetime

from senro.kernel.clock import end_of_day, local_day, start_of_day
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of

__all__ = ["day_of", "end_of", "moment_of", "start_of"]


def day_of(at: datetime, moment: Moment) -> date:
    """The local day of another instant."""
    return local_day(at, moment.zone)


def start_of(day: date, moment: Moment) -> datetime:
    """The first instant of a local day."""
    return start_of_day(day, moment.zone)


def end_of(day: date, moment: Moment) -> datetime:
    """The last instant of a local day."""
    return end_of_day(day, moment.zone)
