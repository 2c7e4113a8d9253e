"""The organisation's business calendar and local day."""

from __future__ import annotations

from datetime import date, datetime

from ..clock import local_day
from ..names import Moment
from ..rules.calendar import Calendar, calendar_of
from .people import organization


def business_calendar() -> Calendar:
    """The calendar of the organisation's settings (Japan with Saturday and Sunday by default)."""
    return calendar_of(organization().settings)


def local_day_of(at: datetime) -> date:
    """The organisation's local day at an instant."""
    return local_day(at, organization().timezone)


def moment_of(at: datetime) -> Moment:
    """An instant with the organisation's local day and time zone, as rules need it."""
    zone = organization().timezone
    return Moment(at, local_day(at, zone), zone)
