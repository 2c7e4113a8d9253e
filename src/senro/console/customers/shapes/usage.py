"""What an account really does: chart by week with what we did, metrics now and four weeks ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.customers.models import Account
from senro.kernel.clock import local_day
from senro.kernel.locales import locale
from senro.kernel.names import Moment
from senro.kernel.past import days_back
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor
from senro.onboarding.models import Meeting, PhaseCompletion
from senro.onboarding.queries.visible import visible_cases
from senro.ui.figures import day as shown_day
from senro.ui.svg import usage as drawing
from senro.usage.metrics import AsOf, Definition
from senro.usage.queries.definitions import definitions
from senro.usage.queries.past import columns_at
from senro.usage.queries.series import weeks_of
from senro.usage.queries.values import taken_once

from .health import health

BACK = 28
# What stands first; the rest is folded away.
FIRST = (
    "active_users_28d",
    "seat_activation",
    "days_active_28d",
    "weeks_active_12w",
    "features_used_28d",
    "events_28d",
    "last_seen_days",
)


@dataclass(frozen=True)
class MetricLine:
    """A metric of the account: now, four weeks ago, the difference. None: unknown."""

    code: str
    title: str
    unit: str
    percent: bool
    now: float | None
    then: float | None

    @property
    def change(self) -> float | None:
        """Now minus then."""
        return None if self.now is None or self.then is None else self.now - self.then

    @property
    def shown(self) -> str:
        """The value of now."""
        return _figure(self.now, self.percent)

    @property
    def shown_then(self) -> str:
        """The value of four weeks ago."""
        return _figure(self.then, self.percent)

    @property
    def shown_change(self) -> str:
        """The difference, with its sign."""
        if not self.change:
            return _figure(self.change, self.percent)
        sign = "+" if self.change > 0 else "\u2212"
        return sign + _figure(abs(self.change), self.percent)


def _figure(value: float | None, percent: bool) -> str:
    if value is None:
        return "—"
    if percent:
        return f"{value * 100:.1f} %"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def usage(actor: Actor, account: Account, head: Any, at: datetime) -> dict[str, Any]:
    """What the part of usage shows. Chart, metrics and health are made of the same rows."""
    with taken_once():
        return _usage(actor, account, head, at)


def _usage(actor: Actor, account: Account, head: Any, at: datetime) -> dict[str, Any]:
    zone = organization().timezone
    asked = AsOf.of_day(head.today, zone, now=at)
    weeks = weeks_of(account.key, asked)
    marks = _marks(actor, account, at, zone) if weeks else []
    moment = Moment(at, head.today, zone, "day" if head.past else "")
    lines = _lines(account, moment) if weeks else []
    return {
        "health": health(account, head, at),
        "notes": actor.sees_notes,
        "weeks": weeks[::-1],
        "marks": sorted(marks, key=lambda one: one.day, reverse=True),
        "drawing": drawing.chart(weeks, marks, _label(weeks)) if weeks else "",
        "first_lines": [one for code in FIRST for one in lines if one.code == code],
        "other_lines": [one for one in lines if one.code not in FIRST],
    }


def _label(weeks: Any) -> str:
    known = [week for week in weeks if week.events is not None]
    return _("Usage by week from %(first)s to %(last)s; the table below says the same.") % {
        "first": shown_day(known[0].first),
        "last": shown_day(known[-1].first),
    }


def _marks(actor: Actor, account: Account, at: datetime, zone: str) -> list[drawing.Moment]:
    cases = visible_cases(actor).filter(account=account)
    passed = PhaseCompletion.objects.living().filter(attempt__case__in=cases, at__lte=at)
    held = Meeting.objects.living().filter(account=account, held_at__lte=at)
    meeting = pgettext("chart", "Meeting")
    # Sites of a case pass a phase together: one mark for the day.
    days = {(phase, local_day(when, zone)) for phase, when in passed.values_list("phase", "at")}
    return [
        *(drawing.Moment(day, "phase", _("%(phase)s passed") % {"phase": phase})
          for phase, day in sorted(days)),
        *(drawing.Moment(local_day(when, zone), "meeting", meeting)
          for when in held.values_list("held_at", flat=True)),
    ]  # fmt: skip


def _lines(account: Account, moment: Moment) -> list[MetricLine]:
    defined = definitions()
    codes = [one.code for one in defined]
    first = [code for code in FIRST if code in codes]
    asked = [(moment, codes), (days_back(moment, BACK), first)]
    now, then = (
        {code: column[0] for code, column in columns.items()}
        for columns in columns_at([account.pk], asked)
    )
    language = locale()
    return [_line(one, now, then, language) for one in defined]


def _line(one: Definition, now: Any, then: Any, language: str) -> MetricLine:
    return MetricLine(
        one.code,
        one.title.get(language, one.code),
        one.unit.get(language, ""),
        one.percent,
        now[one.code],
        then.get(one.code),
    )
