"""The plan of a case, moving its dates, and the one calendar of a customer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.kernel.locales import locale
from senro.onboarding import actions
from senro.onboarding.models import Case, Meeting, Task
from senro.onboarding.queries.calendar import account_calendar, ics, other_kickoff
from senro.onboarding.queries.plan import Plan, plan_of, planned_moves

from ..shapes import plan as shapes
from .common import Acting, case_of, case_url, may, refusal_text, refusals_said


@require_http_methods(["GET", "POST"])
def plan(request: Any, case_id: UUID) -> HttpResponse:
    """All dates of a case. `?key=` and `?to=` show what moving one would do; a POST moves it."""
    case = case_of(request, case_id)
    given = request.POST if request.method == "POST" else request.GET
    key, to = given.get("key", ""), _day(given.get("to", ""))
    if request.method == "POST" and key and to:
        acting = Acting(request)
        with refusals_said(request):
            moved = actions.replan(
                case=case, key=key, to=to, reason=given.get("reason", "").strip()[:4000],
                by=request.actor, at=request.at,
            )  # fmt: skip
            acting.say(_("The plan is moved: %(n)s dates.") % {"n": len(moved)})
            return redirect("plan", case_id=case.pk)
    found = plan_of(case, at=request.at)
    context = {
        "case": case,
        "plan": shapes.page(case, found, key),
        "preview": _preview(found, key, to),
        "key": key,
        "may": may(request.actor, case),
        "back_url": case_url(case),
        "kickoff": other_kickoff(case),
    }
    return render(request, "console/onboarding/plan.html", context)


def _preview(found: Plan, key: str, to: Any) -> dict[str, Any] | None:
    if not key or to is None:
        return None
    try:
        moves = planned_moves(found, key, to)
    except (Conflict, Invalid, Missing) as refused:
        return {"refused": refusal_text(refused), "rows": []}
    language = locale()
    return {"rows": shapes.moved(found, moves, language), "to": to}


@require_POST
def task_needs(request: Any, case_id: UUID, task_id: UUID) -> HttpResponse:
    """The task waits for another (`on`), or (`do=remove`) no longer."""
    case = case_of(request, case_id)
    task, on = _task(case, str(task_id)), _task(case, request.POST.get("on", ""))
    if task is None:
        raise Missing()
    acting = Acting(request)
    with refusals_said(request):
        if on is not None:
            verb = (
                actions.unlink_tasks if request.POST.get("do") == "remove" else actions.link_tasks
            )
            verb(task=task, on=on, by=request.actor, at=request.at)
            acting.say(_("What waits for what is saved."))
    return redirect("plan", case_id=case.pk)


@require_POST
def kickoff_share(request: Any, case_id: UUID) -> HttpResponse:
    """Share the kickoff of another case of the customer, or (`do=part`) hold an own one."""
    case = case_of(request, case_id)
    acting = Acting(request)
    with refusals_said(request):
        if request.POST.get("do") == "part":
            actions.part_kickoff(case=case, by=request.actor, at=request.at)
            acting.say(_("This case has its own kickoff."))
        else:
            pk = shapes.uuid_or_none(request.POST.get("meeting", ""))
            rows = Meeting.objects.living().filter(account_id=case.account_id)
            meeting = rows.filter(pk=pk).first() if pk else None
            if meeting is not None:
                counts = request.POST.get("counts") == "1"
                actions.share_kickoff(
                    case=case, meeting=meeting, counts=counts, by=request.actor, at=request.at
                )
                acting.say(_("The kickoff is shared."))
    return redirect(case_url(case))


@require_safe
def calendar(request: Any, key: str) -> HttpResponse:
    """Everything with a day over all running cases of a customer."""
    account = _account(request, key)
    entries = account_calendar(request.actor, account, at=request.at)
    context = {
        "account": account,
        "months": shapes.months(entries, request.at),
        "nothing": not entries,
    }
    return render(request, "console/onboarding/calendar.html", context)


@require_safe
def calendar_file(request: Any, key: str) -> HttpResponse:
    """The same for other calendars."""
    account = _account(request, key)
    entries = account_calendar(request.actor, account, at=request.at)
    body = ics(entries, shapes.summary, account.name, request.at)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _account(request: Any, key: str) -> Account:
    account = visible_accounts(request.actor).filter(key=key).first()
    if account is None:
        raise Missing()
    return account


def _task(case: Case, pk: str) -> Task | None:
    wanted = shapes.uuid_or_none(pk)
    rows = Task.objects.living().select_related("attempt__case").filter(attempt__case=case)
    return rows.filter(attempt__number=case.attempt_no, pk=wanted).first() if wanted else None


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
