"""Today: what to do next and why; done or put off in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.clock import start_of_day
from senro.kernel.errors import Missing
from senro.kernel.queries import business_calendar, local_day_of, organization
from senro.kernel.rules.access import allowed
from senro.kernel.rules.calendar import add_business_days
from senro.onboarding.actions.today import mark_today, restore_today
from senro.onboarding.queries.today import SCOPES, TodayPage, default_scope
from senro.onboarding.queries.today import today as read_today
from senro.ui.toasts import say

from ..shapes.facts import NOT_SHOWN, fact_rows
from ..shapes.today import ranking, row_shape
from ..words import CHANNEL, MEETING
from .common import is_htmx


@require_safe
def today(request: Any) -> HttpResponse:
    """One ranked list; `?scope=` own, the team's or everybody's, `?show=snoozed` what was put off."""
    scope = _scope(request)
    page = read_today(request.actor, at=request.at, scope=scope)
    snoozed = request.GET.get("show") == "snoozed"
    shown = page.snoozed if snoozed else page.rows
    rows = [
        row_shape(
            row, request.actor, rank=place, scope=scope, today=page.day,
            state="snoozed" if snoozed else "",
        )
        for place, row in enumerate(shown, start=1)
    ]  # fmt: skip
    context = {
        "page": page,
        "rows": rows,
        "counts": page.counts,
        "left": len(rows),
        "put_off": len(page.snoozed),
        "snoozed": snoozed,
        "scope": scope,
        "scopes": _scopes(),
        "ranking": ranking(),
        "meetings": _meetings(page, request.at),
        "done": fact_rows(fact for fact in page.done if fact["verb"] not in NOT_SHOWN),
        "monday": page.day.fromordinal(page.day.toordinal() - page.day.weekday()),
        "may_open": allowed(request.actor, "case.change"),
        "may_log": allowed(request.actor, "touch.log"),
        "at": request.at,
    }
    return render(request, "console/onboarding/today.html", context)


@require_POST
def done(request: Any, item: str) -> HttpResponse:
    """The row is done for this person."""
    return _mark(request, item, "done", None, _("Done for today."))


@require_POST
def snooze(request: Any, item: str) -> HttpResponse:
    """The row comes back on the next business day."""
    day = add_business_days(local_day_of(request.at), 1, business_calendar())
    until = start_of_day(day, organization().timezone)
    return _mark(request, item, "snoozed", until, _("Comes back on the next business day."))


@require_POST
def undo(request: Any, item: str) -> HttpResponse:
    """The row is back."""
    restore_today(item=item, by=request.actor, at=request.at)
    say(request, _("Back on the list."))
    return redirect(_address(request))


def _mark(request: Any, item: str, state: str, until: datetime | None, words: str) -> HttpResponse:
    scope = _scope(request)
    page = read_today(request.actor, at=request.at, scope=scope)
    rows = [*page.rows, *page.snoozed]
    row = next((one for one in rows if one.item == item), None)
    if row is None:
        raise Missing()
    mark_today(item=item, state=state, until=until, by=request.actor, at=request.at)
    undo_url = f"{reverse('today_undo', args=[item])}?scope={scope}"
    if not is_htmx(request):
        say(request, words, undo=undo_url)
        return redirect(_address(request))
    # In both states the undo stands where the verb was.
    shape = row_shape(row, request.actor, rank=0, scope=scope, today=page.day, state=state)
    shape |= {"rank": "", "sentence": words}
    context = {"row": shape, **_after(page, row, state)}
    return render(request, "console/onboarding/today_row.html", context)


def _after(page: TodayPage, row: Any, state: str) -> dict[str, Any]:
    """What the head of the page counts once the row is gone from its list."""
    listed = row in page.rows
    counts = {kind: n - (listed and row.signal == kind) for kind, n in page.counts.items()}
    later = len(page.snoozed) + (1 if listed and state == "snoozed" else 0)
    left = len(page.rows) - listed
    return {"counts": counts, "left": left, "put_off": later, "changed": True}


def _scope(request: Any) -> str:
    wanted = request.GET.get("scope", "")
    return wanted if wanted in SCOPES else default_scope(request.actor)


def _address(request: Any) -> str:
    return f"{reverse('today')}?scope={_scope(request)}"


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
