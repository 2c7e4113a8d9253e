"""Keeping the board of a night."""

from __future__ import annotations

from datetime import date, datetime

from ..models import BoardNight
from ..queries.nights import board_of_night


def store_night(*, day: date, at: datetime) -> BoardNight:
    """The board at the end of a day. A night that is stored stays as it is."""
    there = BoardNight.objects.filter(day=day).first()
    if there is not None:
        return there
    counts, cases = board_of_night(day, zone_of=at)
    kept = {"stored_at": at, "counts": counts, "cases": cases}
    return BoardNight.objects.get_or_create(day=day, defaults=kept)[0]
