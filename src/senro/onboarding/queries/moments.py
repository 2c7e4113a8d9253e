"""The organisation's view of an instant."""

from __future__ import annotations

from datetime import date, datetime

from senro.kernel.clock import end_of_day, local_day, start_of_day
from senro.kernel.names import Moment
from senro.kernel.queries import organization


def moment_of(at: datetime) -> Moment:
    """An instant with its local day and time zone."""
    zone = organization().timezone
    return Moment(at, local_day(at, zone), zone)


def day_of(at: datetime, moment: Moment) -> date:
    """The local day of another instant."""
    return local_day(at, moment.zone)


def start_of(day: date, moment: Moment) -> datetime:
    """The first instant of a local day."""
    return start_of_day(day, moment.zone)


def end_of(day: date, moment: Moment) -> datetime:
    """The last instant of a local day."""
    return end_of_day(day, moment.zone)
