"""The only place that reads a clock. Faces and the worker loop call it; domains take `at`."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What is asked as of before this is asked as of this: nothing is older, and days can be counted back.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class BadClock(ValueError):
    """`SENRO_NOW` is not an ISO 8601 instant with an offset."""


def machine_now() -> datetime:
    """The machine's instant (UTC): leases, sessions, tokens, limits, retries."""
    return datetime.now(UTC)


def now() -> datetime:
    """Business time (UTC). `SENRO_NOW` fixes it for demos, tests and replays."""
    fixed = os.environ.get("SENRO_NOW", "")
    return parse_instant(fixed) if fixed else machine_now()


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant with offset, as UTC. Raises BadClock."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadClock(f"SENRO_NOW is not an ISO 8601 instant: {text!r}") from error
    if instant.tzinfo is None:
        raise BadClock(f"SENRO_NOW needs an offset, such as +09:00: {text!r}")
    return instant.astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The local day of the organisation at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The last representable instant of a local day, as UTC (what a bare `as_of` date means)."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    start_next = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return start_next.astimezone(UTC) - timedelta(microseconds=1)


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local day, as UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
