"""Today: what to do next and why; done or put off in place, one or several at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.clock import start_of_day
from senro.kernel.errors import Missing
from senro.kernel.queries import business_calendar, local_day_of, organization
from senro.kernel.rules.access import allowed
from senro.kernel.rules.calendar import add_business_days
from senro.onboarding.actions.today import (
    mark_several_today,
    mark_today,
    restore_several_today,
    restore_today,
)
from senro.onboarding.queries.today import (
    PER_PAGE,
    SCOPES,
    TodayPage,
    default_scope,
    row_of,
    rows_of,
)
from senro.onboarding.queries.today import today as read_today
from senro.ui.toasts import say

from ..shapes.facts import fact_rows
from ..shapes.today import kind_options, ranking, row_shape
from ..words import CHANNEL, MEETING
from .common import Acting, is_htmx

# More than a screen shows; the rest comes when somebody scrolls there.
AT_FIRST = 20
MOST_AT_ONCE = 500
SHOWS = ("snoozed", "done")


@require_safe
def today(request: Any) -> HttpResponse:
    """One ranked list; `?scope=` own, the team's or everybody's, `?show=` what was put off or done.

    `?kind=` only one reason, `?after=` the rest.
    """
    scope, show = _scope(request), request.GET.get("show", "")
    show = show if show in SHOWS else ""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "0")
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    limit = PER_PAGE if start else AT_FIRST
    page = read_today(
        request.actor, at=request.at, scope=scope, kind=kind, after=start, limit=limit
    )
    shown = {"snoozed": page.snoozed, "done": page.finished}.get(show, page.rows)
    rows = [
        row_shape(
            row, request.actor, rank=place, scope=scope, today=page.day, state=show,
        )
        for place, row in enumerate(shown, start=start + 1)
    ]  # fmt: skip
    more = {"more": page.more, "next": start + len(rows)}
    if start and is_htmx(request):
        return render(request, "console/onboarding/today_rows.html", {"rows": rows, **more})
    context = {
        "page": page,
        "rows": rows,
        **more,
        "counts": page.counts,
        "left": sum(page.counts.values()),
        "put_off": len(page.snoozed),
        "finished": len(page.finished),
        "show": show,
        "snoozed": show == "snoozed",
        "scope": scope,
        "scopes": _scopes(),
        "kind": kind,
        "kinds": kind_options(page.kinds),
        "ranking": ranking(),
        "meetings": _meetings(page, request.at),
        "done": fact_rows(page.done),
        "monday": page.day.fromordinal(page.day.toordinal() - page.day.weekday()),
        "tomorrow": page.day + timedelta(days=1),
        "may_open": allowed(request.actor, "case.change"),
        "may_import": allowed(request.actor, "import.run"),
        "may_log": allowed(request.actor, "touch.log"),
        "at": request.at,
    }
    return render(request, "console/onboarding/today.html", context)


@require_POST
def done(request: Any, item: str) -> HttpResponse:
    """The row is done for this person."""
    return _mark(request, item, "done", Until(None, False, _("Done for today.")))


@require_POST
def snooze(request: Any, item: str) -> HttpResponse:
    """The row comes back on the next business day."""
    return _mark(request, item, "snoozed", _until(request, ""))


@require_POST
def undo(request: Any, item: str) -> HttpResponse:
    """The row is back."""
    restore_today(item=item, by=request.actor, at=request.at)
    say(request, _("Back on the list."))
    return redirect(_address(request))


@require_POST
def several(request: Any) -> HttpResponse:
    """Several rows at once: done, put off until a chosen moment, or back."""
    items = request.POST.getlist("item")[:MOST_AT_ONCE]
    verb = request.POST.get("verb", "")
    names = [row.item for row in rows_of(request.actor, items, at=request.at)]
    if not names or verb not in ("done", "snooze", "undo"):
        say(request, _("Tick at least one row."), level=messages.ERROR)
        return redirect(_address(request))
    acting, count = Acting(request), len(names)
    if verb == "undo":
        restore_several_today(items=names, by=request.actor, at=request.at)
        said = ngettext("%(n)s row is back.", "%(n)s rows are back.", count) % {"n": count}
    else:
        until = _until(request, request.POST.get("until", "")) if verb == "snooze" else NEVER
        mark_several_today(
            items=names, state="snoozed" if verb == "snooze" else "done", until=until.at,
            waits_for_answer=until.answer, by=request.actor, at=request.at,
        )  # fmt: skip
        told = ngettext("%(n)s row done.", "%(n)s rows done.", count) % {"n": count}
        said = f"{until.words} ({count})" if verb == "snooze" else told
    acting.say(said)
    return redirect(_address(request))


@dataclass(frozen=True)
class Until:
    """When a row comes back, and how that is said."""

    at: datetime | None
    answer: bool
    words: str


NEVER = Until(None, False, "")


def _until(request: Any, wanted: str) -> Until:
    """tomorrow, week, answer, a date; otherwise the next business day."""
    zone, today = organization().timezone, local_day_of(request.at)
    if wanted == "answer":
        return Until(None, True, _("Comes back when the customer answers."))
    if wanted == "tomorrow":
        day, words = today + timedelta(days=1), _("Comes back tomorrow.")
    elif wanted == "week":
        monday = today + timedelta(days=7 - today.weekday())
        day = add_business_days(monday - timedelta(days=1), 1, business_calendar())
        words = _("Comes back next week.")
    elif (chosen := _date(request.POST.get("on", ""))) and wanted == "date" and chosen > today:
        day, words = chosen, _("Comes back on %(day)s.") % {"day": chosen.isoformat()}
    else:
        day = add_business_days(today, 1, business_calendar())
        words = _("Comes back on the next business day.")
    return Until(start_of_day(day, zone), False, words)


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _mark(request: Any, item: str, state: str, until: Until) -> HttpResponse:
    scope = _scope(request)
    row = row_of(request.actor, item, at=request.at)
    if row is None:
        raise Missing()
    mark_today(
        item=item, state=state, until=until.at, waits_for_answer=until.answer,
        by=request.actor, at=request.at,
    )  # fmt: skip
    undo_url = f"{reverse('today_undo', args=[item])}?scope={scope}"
    if not is_htmx(request):
        say(request, until.words, undo=undo_url)
        return redirect(_address(request))
    # In both states the undo stands where the verb was.
    page = read_today(request.actor, at=request.at, scope=scope)
    shape = row_shape(row, request.actor, rank=0, scope=scope, today=page.day, state=state)
    shape |= {"rank": "", "sentence": until.words}
    context = {
        "row": shape,
        "counts": page.counts,
        "left": sum(page.counts.values()),
        "put_off": len(page.snoozed),
        "changed": True,
    }
    return render(request, "console/onboarding/today_row.html", context)


def _scope(request: Any) -> str:
    wanted = request.GET.get("scope", "") or request.POST.get("scope", "")
    return wanted if wanted in SCOPES else default_scope(request.actor)


def _address(request: Any) -> str:
    show = request.POST.get("show", "")
    more = f"&show={show}" if show in SHOWS else ""
    return f"{reverse('today')}?scope={_scope(request)}{more}"


def _scopes() -> list[tuple[str, Any]]:
    words = {"mine": _("Mine"), "team": _("The team's"), "all": _("Everybody's")}
    return [(scope, words[scope]) for scope in SCOPES]


def _meetings(page: TodayPage, at: datetime) -> list[dict[str, Any]]:
    ahead = next((one for one in page.meetings if one.held_at > at), None)
    return [
        {
            "case_id": one.case_id,
            "account": one.account,
            "kind": MEETING.get(one.kind, one.kind),
            "channel": CHANNEL.get(one.channel, ""),
            "at": one.held_at,
            "state": "done" if one.held_at <= at else "next" if one is ahead else "",
            "minutes": int((one.held_at - at).total_seconds() // 60) if one is ahead else None,
        }
        for one in page.meetings
    ]
