"""The business calendar: which days are worked, and counting in them. Pure.

    calendar = calendar_of(organization.settings)
    add_business_days(date(2026, 11, 20), 3, calendar)   # Friday, then a holiday on Monday: the 26th

The settings it reads are the organisation's `settings["calendar"]`:

    {"country": "JP", "weekend": [5, 6], "extra": ["2026-12-29"], "removed": ["2026-11-23"]}

`weekend` counts Monday as 0; `extra` are the company's own closed days, `removed` are days on
which it works although the country rests (or although they lie on a weekend).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

DEFAULT_COUNTRY = "JP"
SATURDAY_SUNDAY = frozenset({5, 6})
# A calendar that is closed for more than a year on end is a mistake, not a calendar.
LONGEST_CLOSURE = 400


class NoBusinessDay(ValueError):
    """The calendar has no working day within reach."""


@dataclass(frozen=True)
class Calendar:
    """Which days are closed: weekends, a country's holidays, and the company's own exceptions."""

    weekend: frozenset[int] = SATURDAY_SUNDAY
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()
    country: str = ""

    def holiday_name(self, day: date, language: str = "ja") -> str:
        """The holiday's name in that language where it is known; empty on other days."""
        return _names(self.country, day.year, language).get(day, "") if self.country else ""

    def is_holiday(self, day: date) -> bool:
        """True on a holiday of the country or of the list that was handed in."""
        return day in self.holidays or bool(self.holiday_name(day))

    def is_business_day(self, day: date) -> bool:
        """True when people work on that day."""
        if day in self.extra:
            return False
        if day in self.removed:
            return True
        return day.weekday() not in self.weekend and not self.is_holiday(day)


def add_business_days(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day` (before it when n is negative; itself when n is 0)."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day = _next(day + step, step, calendar)
    return day


def on_business_day(day: date, calendar: Calendar, *, backwards: bool = False) -> date:
    """The day itself when it is worked, else the next working day (or the one before)."""
    return _next(day, timedelta(days=-1 if backwards else 1), calendar)


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days come after `start` up to and with `end`; negative when end is first."""
    if end < start:
        return -business_days_between(end, start, calendar)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for day in days if calendar.is_business_day(day))


def calendar_of(organization_settings: Mapping[str, Any] | None) -> Calendar:
    """The organisation's calendar. Days that cannot be read are left out, never a crash."""
    given = (organization_settings or {}).get("calendar") or {}
    weekend = given.get("weekend")
    return _calendar(
        str(given.get("country", DEFAULT_COUNTRY) or ""),
        SATURDAY_SUNDAY if weekend is None else frozenset(int(day) for day in weekend),
        _days(given.get("extra", ())),
        _days(given.get("removed", ())),
    )


def is_known_country(code: str) -> bool:
    """Whether holidays of this country (ISO 3166, two letters) are known; "" means none."""
    import holidays

    return not code or code in holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=64)
def _calendar(
    country: str, weekend: frozenset[int], extra: frozenset[date], removed: frozenset[date]
) -> Calendar:
    return Calendar(
        weekend=weekend,
        extra=extra,
        removed=removed,
        country=country if is_known_country(country) else "",
    )


@lru_cache(maxsize=256)
def _names(country: str, year: int, language: str) -> dict[date, str]:
    import holidays

    wanted = "en_US" if language == "en" else language
    return dict(holidays.country_holidays(country, years=year, language=wanted))


def _days(texts: Iterable[Any]) -> frozenset[date]:
    found = set()
    for text in texts or ():
        try:
            found.add(date.fromisoformat(str(text)))
        except ValueError:
            continue
    return frozenset(found)


def _next(day: date, step: timedelta, calendar: Calendar) -> date:
    for _ in range(LONGEST_CLOSURE):
        if calendar.is_business_day(day):
            return day
        day += step
    raise NoBusinessDay(f"no working day near {day.isoformat()}")
