"""The organisation's business calendar and local day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ..clock import local_day
from ..names import Moment
from ..rules.calendar import Calendar, calendar_of
from .people import organization


def business_calendar() -> Calendar:
    """The calendar of the organisation's settings (Japan with Saturday and Sunday by default)."""
    return calendar_of(organization().settings)


def holidays_of(year: int, language: str) -> list[tuple[date, str]]:
    """The public holidays of a year that the organisation keeps, with their names."""
    calendar, first = business_calendar(), date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return [(day, name) for day in days if (name := calendar.holiday_name(day, language))]


def local_day_of(at: datetime) -> date:
    """The organisation's local day at an instant."""
    return local_day(at, organization().timezone)


def moment_of(at: datetime) -> Moment:
    """An instant with the organisation's local day and time zone, as rules need it."""
    zone = organization().timezone
    return Moment(at, local_day(at, zone), zone)
