"""The list of signals; several put off or settled at once; a suggestion taken up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from senro.health.actions import accept_suggestion, settle_signals, snooze_signals
from senro.health.models import Signal
from senro.health.queries.past_signals import as_they_stood, in_state_then
from senro.health.queries.signals import (
    STATES,
    Told,
    in_order,
    in_state,
    mine,
    told,
    visible_signals,
)
from senro.kernel.access import require
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.queries import local_day_of
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.today import default_scope
from senro.ui.toasts import say

from ..customers.shared import staff_only
from ..lists.choices import counted
from ..onboarding.views.common import Acting, back_to, refusal_text
from ..past import Day, band_of, day_asked
from .shapes import OUTCOME_WORDS, SEVERITY_WORDS, STATE_WORDS, kinds_of, row_of

PER_PAGE = 50
MOST_AT_ONCE = 500


@require_safe
def signals(request: Any) -> HttpResponse:
    """What should be looked at, the most pressing first: own or all, by kind, severity and state."""
    staff_only(request)
    asked = request.GET
    scope = asked.get("scope") or ("mine" if default_scope(request.actor) == "mine" else "all")
    state = asked.get("state", "open")
    state = state if state in STATES else "open"
    rows = visible_signals(request.actor)
    rows = mine(rows, request.actor) if scope == "mine" else rows
    if account := asked.get("account"):
        rows = rows.filter(account__key=account)
    day = day_asked(request)
    rows = in_state_then(rows, state, day.at) if day.past else in_state(rows, state, day.at)
    kinds = list(
        rows.order_by().values_list("kind", "title_ja", "title_en").annotate(n=Count("pk"))
    )
    severities = dict(rows.order_by().values_list("severity").annotate(n=Count("pk")))
    for name in ("kind", "severity"):
        if wanted := asked.get(name):
            rows = rows.filter(**{name: wanted})
    page = Paginator(in_order(rows), PER_PAGE).get_page(asked.get("page"))
    shown = as_they_stood(page.object_list, day.at) if day.past else page.object_list
    context = {
        "page": page,
        "rows": [_row(one, request.actor, day) for one in told(shown, day.at)],
        "past": day.past,
        "band": band_of(request, day, [_("the numbers of a signal, last found")]),
        "scope": scope,
        "scopes": [("mine", _("Mine")), ("all", _("Everybody's"))],
        "state": state,
        "states": [(code, STATE_WORDS[code]) for code in STATES],
        "kind": asked.get("kind", ""),
        "kinds": counted(kinds_of(kinds, locale() == "ja")),
        "severity": asked.get("severity", ""),
        "severities": counted(
            [(code, SEVERITY_WORDS[code], severities.get(code, 0)) for code in SEVERITY_WORDS]
        ),
        "outcomes": OUTCOME_WORDS.items(),
        "may_change": allowed(request.actor, "account.change") and not day.past,
        "may_import": allowed(request.actor, "import.run"),
        "account": account or "",
        "tomorrow": local_day_of(request.at) + timedelta(days=1),
        "at": day.at,
    }
    return render(request, "console/signals/list.html", context)


def _row(one: Told, actor: Actor, day: Day) -> dict[str, Any]:
    """A line, of a past day one that only leads to that day's account."""
    row = row_of(one, actor)
    if day.past:
        row |= {"may": False, "may_take": False, "href": row["href"] + day.keep}
    return row


@require_POST
def several(request: Any) -> HttpResponse:
    """Put the ticked ones off until a day, or say what came of them."""
    staff_only(request)
    require(request.actor, "account.change")
    rows = _ticked(request)
    back = back_to(request, reverse("signals"))
    if not rows:
        say(request, _("Tick at least one row."), level=messages.ERROR)
        return back
    acting, count, note = Acting(request), len(rows), request.POST.get("note", "")[:2_000]
    who = {"signals": rows, "by": request.actor, "at": request.at}
    try:
        if request.POST.get("verb") == "snooze":
            snooze_signals(until=_day(request.POST.get("until", "")), reason=note, **who)
            words = ngettext("%(n)s signal put off.", "%(n)s signals put off.", count)
        else:
            settle_signals(outcome=request.POST.get("outcome", ""), note=note, **who)
            words = ngettext("%(n)s signal settled.", "%(n)s signals settled.", count)
    except (Conflict, Invalid) as refused:
        say(request, _refused(refused), level=messages.ERROR)
        return back
    acting.say(words % {"n": count})
    return back


@require_POST
def take_up(request: Any, signal_id: UUID) -> HttpResponse:
    """Make the ToDo that is proposed."""
    staff_only(request)
    row = _rows(request).filter(pk=signal_id).first()
    if row is None:
        raise Missing()
    require(request.actor, "case.change", row.account.team_id)
    acting = Acting(request)
    try:
        task = accept_suggestion(signal=row, by=request.actor, at=request.at)
    except Conflict as refused:
        say(request, refusal_text(refused), level=messages.ERROR)
        return redirect("signals")
    acting.say(_("ToDo made: %(title)s") % {"title": task.title_ja})
    return back_to(request, reverse("signals"))


def _ticked(request: Any) -> list[Signal]:
    ids = []
    for text in request.POST.getlist("id")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return list(_rows(request).filter(pk__in=ids))


def _rows(request: Any) -> Any:
    return visible_signals(request.actor).select_related("account")


def _refused(refused: Conflict | Invalid) -> str:
    """Which field is wrong, and why."""
    names = {"until": _("Until which day"), "reason": _("Reason"), "note": _("Note"),
             "outcome": pgettext("signal", "Outcome")}  # fmt: skip
    first = next(iter(getattr(refused, "errors", ())), None)
    if first is None:
        return refusal_text(refused)
    return f"{names.get(first.field, first.field)}: {first.message}"


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
