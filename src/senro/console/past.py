"""A page as of a day: the day that is asked for, its neighbours, and links that keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.kernel.clock import end_of_day
from senro.kernel.names import Moment
from senro.kernel.queries import organization
from senro.ui.figures import local_date

FIRST = date(1900, 1, 1)


@dataclass(frozen=True)
class Day:
    """The day a page is shown as of. `past` is None while that is today."""

    today: date
    past: date | None
    at: datetime
    zone: str

    @property
    def moment(self) -> Moment:
        """The end of the day, or now."""
        return Moment(self.at, self.past or self.today, self.zone)

    @property
    def keep(self) -> str:
        """What a link of the page carries on, so that the day stays."""
        return f"?as_of={self.past.isoformat()}" if self.past else ""

    @property
    def shown(self) -> date:
        """The day itself."""
        return self.past or self.today


def day_asked(request: Any) -> Day:
    """`?as_of=` of a page; rubbish, today and days to come are today."""
    today, zone = local_date(request.at), organization().timezone
    wanted = _day(request.GET.get("as_of", ""))
    if wanted is None or not FIRST <= wanted < today:
        return Day(today, None, request.at, zone)
    return Day(today, wanted, end_of_day(wanted, zone), zone)


def band_of(request: Any, day: Day, todays: Iterable[Any] = ()) -> dict[str, Any]:
    """What `past_band.html` and `past_pick.html` show. `todays`: what shows today's value."""
    after = day.shown + timedelta(days=1)
    return {
        "day": day.shown,
        "today": day.today,
        "past": day.past,
        "keep": day.keep,
        "before": (day.shown - timedelta(days=1)).isoformat(),
        # The day after yesterday is today, which no address names.
        "after": after.isoformat() if after < day.today else None,
        "todays": [str(one) for one in todays],
        "comma": pgettext("list separator", ", "),
        "kept": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("as_of", "page", "cursor", "column", "after")
            for value in values
        ],
    }


def plain_of(bar: dict[str, Any], request: Any, day: Day) -> dict[str, Any]:
    """The bar of a list, of which the plain list is that of the day."""
    return {**bar, "plain": f"{request.path}{day.keep}"} if day.past else bar


def todays(columns: Iterable[Any], names: Iterable[str], asked: Any) -> list[Any]:
    """The labels of the shown columns that hold today's value, own fields too, and the rule."""
    own = (one for one in columns if one.code in names or "." in one.code)
    found = [one.label for one in own if not one.dated]
    return [*found, _("the rule")] if asked.where else found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
