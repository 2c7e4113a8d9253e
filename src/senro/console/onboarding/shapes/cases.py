"""The case page in the shapes of its template."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from senro.kernel.clock import end_of_day
from senro.kernel.locales import locale
from senro.kernel.queries import organization, thread_and_counts
from senro.onboarding.models import Case
from senro.onboarding.queries.case_page import FACTS, CasePage, case_page
from senro.onboarding.queries.dicts import risk_reasons
from senro.onboarding.queries.playbook import case_playbook
from senro.onboarding.rules.machine import AFTER, MOVING
from senro.ui.figures import local_date, number
from senro.ui.links import link

from ...threads.shapes import thread_shape
from ..words import SALES_CHANNEL, SIGNAL, STATUS
from . import waves
from .criteria import criteria
from .gates import phase_name, shape
from .outcome import outcome_sentence
from .panels import MOST_FACTS, facts, layers, meeting, policy, purposes, todo
from .playbook import panel, stumbling_by_task
from .steps import steps_of
from .why import why


def case_context(request: Any, case: Case, *, as_of: date | None) -> dict[str, Any]:
    """Everything `case.html` shows."""
    wanted = request.GET.get("facts", "")
    limit = min(int(wanted), MOST_FACTS) if wanted.isdecimal() and len(wanted) < 5 else FACTS
    shown_at = end_of_day(as_of, organization().timezone) if as_of else request.at
    page = case_page(
        request.actor,
        case,
        at=request.at,
        as_of=shown_at if as_of else None,
        people_only=wanted == "people",
        facts=max(limit, 1),
    )
    book = (
        None if page.past else case_playbook(case, at=request.at, line=page.line, rows=page.tasks)
    )
    gate = shape(request.actor, case, page.gate, page.line) if page.gate else None
    if gate:
        for row in gate["rows"]:
            if row.get("sites"):
                row["text"] = waves.sentence(
                    page.crew, page.state.phase, row["code"], page.case, page.line
                )
                row["threshold"] = f"{pgettext('of', '/')}{waves.counted(page.crew)}"
        waits = page.state.status not in MOVING
        gate["mark"] = "shut" if page.state.status == "active" and not waits else "unmet"
        gate["open_word"] = _("Open: all conditions are met")
    parts = [row.pk for row in (*page.tasks, *page.meetings)]
    thread, hanging = thread_and_counts(request.actor, "case", case.pk, parts)
    return {
        "c": head(page),
        "thread": thread_shape(request.actor, thread, here=link("case", case.pk)),
        "hanging": {str(key): count for key, count in hanging.items()},
        # Of a past day, "ago" counts back from its end.
        "at": shown_at,
        "today": local_date(request.at),
        "past": page.past,
        "gate": gate,
        "criteria": criteria(page),
        "todo": todo(
            page,
            everything=request.GET.get("todo") == "all",
            stumbling=stumbling_by_task(book) if book else {},
        ),
        "meetings": [meeting(row, notes=request.actor.sees_notes) for row in page.meetings],
        "people": layers(page),
        "purposes": purposes(page),
        "wishes": page.wishes,
        "facts": facts(page, people_only=wanted == "people", limit=limit),
        "outcome": {
            "shown": page.line.phases.index(page.state.phase) >= len(page.line.phases.phases) - 2,
            "policy": policy(page),
            "text": page.outcome,
            "sentence": outcome_sentence(page.line.attempt, page.outcome, page.today),
        },
        "steps": [] if page.past else steps_of(request.actor, case),
        "playbook": panel(book) if book else None,
    }


def head(page: CasePage) -> dict[str, Any]:
    """Name, signal, dates and stations."""
    case, account, status = page.case, page.case.account, page.state.status
    last = page.stops[-1]
    signal = SIGNAL.get(status, "go")
    ended = page.line.attempt.ended
    return {
        "id": case.pk,
        "name": account.name,
        "key": account.key,
        "product": case.product.name if case.product else "",
        "tier": account.tier,
        "facts_line": [one for one in _about(page) if one],
        "owner": case.owner.name if case.owner else "",
        "phase": page.state.phase,
        "phase_name": phase_name(case, page.state.phase, page.line),
        "first_phase": page.state.phase == page.line.phases.first.code,
        "moving": status in MOVING,
        "previous": _previous(page),
        "signal": signal,
        "line_signal": signal,
        "status_word": STATUS[status],
        "why": _status_why(page),
        "days": page.days if page.state.phase != "intake" else None,
        "target_days": page.target_days,
        "target_end": page.line.attempt.target_end,
        "temperature": case.temperature_cs,
        "temperature_sales": case.temperature_sales,
        "ended": ended,
        "expected": ended or last.expected or last.planned,
        "late": last.late,
        "last_contact": page.people.last_contact,
        "watch_ends": page.watch.ends_on if page.watch else None,
        "stations": stations(page),
        "tracks": None
        if page.state.status not in MOVING
        else waves.tracks(page.crew, page.state.phase, page.line),
        "sites": len(page.crew.waves),
    }


def stations(page: CasePage) -> list[dict[str, Any]]:
    """The stops as the big route line takes them."""
    language = locale()
    crew = page.crew
    note = waves.note(crew, page.state.phase, page.case, page.line) if crew.waves else ""
    return [
        {
            "name": stop.name[language],
            "state": stop.state,
            "plan_days": stop.plan_days,
            "days": stop.days,
            "planned": stop.planned,
            "reached": stop.reached,
            "expected": stop.expected,
            "late": stop.late,
            "gate": stop.gate,
            "note": note if stop.state == "here" else "",
        }
        for stop in page.stops
    ]


def _about(page: CasePage) -> list[str]:
    account = page.case.account
    people = number(page.people.users or account.employees)
    count = page.people.users or account.employees
    attempt = page.line.attempt.number
    return [
        account.industry,
        waves.about(page.crew),
        _("%(n)s people") % {"n": people} if count else "",
        str(SALES_CHANNEL.get(account.channel, "")),
        _("Attempt %(n)s") % {"n": attempt} if attempt > 1 else "",
        _("In “%(phase)s”") % {"phase": phase_name(page.case, page.state.phase, page.line)}
        if page.state.status not in (*MOVING, *AFTER)
        else "",
    ]


def _previous(page: CasePage) -> dict[str, Any] | None:
    place = page.line.phases.index(page.state.phase)
    if place < 1:
        return None
    before = page.line.phases.phases[place - 1]
    return {"code": before.code, "name": before.name.of(get_language() or "ja")}


def _status_why(page: CasePage) -> dict[str, Any] | None:
    """Why the status is what it is: found by a rule, or set by somebody with a reason."""
    row = page.status_row
    if row is None:
        return None
    evidence = row.evidence or {}
    said = [str(reason.message) for reason in risk_reasons(evidence)] if evidence else []
    found = why(
        " ".join(said) or row.reason,
        evidence.get("rule", ""),
        evidence.get("version", ""),
        evidence.get("inputs"),
    )
    return {**found, "as_of": row.since}
