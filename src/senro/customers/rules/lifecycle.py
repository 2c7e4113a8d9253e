"""Where a customer stands as a whole."""

from __future__ import annotations

from datetime import date


def runs(start: date, end: date | None, day: date) -> bool:
    """Is a contract in force on this day? The start counts, the end does not."""
    return start <= day and (end is None or day < end)


def lifecycle(status: str, *, running: bool, ended: bool) -> str:
    """The status to show: a customer whose contracts have all ended has churned."""
    return "churned" if ended and not running else status
