"""The instant that a metric is asked for, and the window that ends there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class AsOf:
    """`end` is the last instant that counts; a window is open where it begins.

    Asked by the day, a window is whole local days and the last one may still be running; asked by
    the instant, it is so many times 24 hours. `known` leaves out what was learned later.
    """

    end: datetime
    day: date
    zone: str
    by_day: bool = True
    known: datetime | None = None

    @classmethod
    def of_day(
        cls, day: date, zone: str, *, now: datetime | None = None, known: datetime | None = None
    ) -> AsOf:
        """The end of a local day, or `now` while that day is running."""
        end = last_instant(day, zone)
        return cls(min(end, now) if now else end, day, zone, known=known)

    @classmethod
    def of_instant(cls, at: datetime, zone: str, *, known: datetime | None = None) -> AsOf:
        """An instant; the last one of a local day is that day."""
        day = at.astimezone(ZoneInfo(zone)).date()
        return cls(at, day, zone, by_day=at == last_instant(day, zone), known=known)

    @property
    def whole(self) -> bool:
        """Whether the day is over: all that the table has of it counts."""
        return self.by_day and self.end == last_instant(self.day, self.zone)

    def after(self, days: int) -> datetime:
        """The instant after which a window of so many days begins."""
        if self.by_day:
            return last_instant(self.day - timedelta(days=days), self.zone)
        return self.end - timedelta(days=days)

    def first_day(self, days: int) -> date:
        """The first local day that a window touches with its beginning."""
        return (self.after(days) + timedelta(microseconds=1)).astimezone(ZoneInfo(self.zone)).date()

    def first_whole_day(self, days: int) -> date:
        """The first local day that lies in the window from its beginning on: for daily sums."""
        first = self.first_day(days)
        begins = last_instant(first - timedelta(days=1), self.zone)
        return first if begins >= self.after(days) else first + timedelta(days=1)


def last_instant(day: date, zone: str) -> datetime:
    """The last microsecond of a local day, as UTC."""
    following = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return following.astimezone(UTC) - timedelta(microseconds=1)
