"""Instants on the sample company's local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Tokyo")


def local(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An instant on the company's local day, as UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
