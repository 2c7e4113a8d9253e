"""The case page in the shapes of its template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from senro.kernel.clock import end_of_day
from senro.kernel.queries import organization
from senro.onboarding.models import Case, Meeting, Task
from senro.onboarding.queries.case_page import FACTS, CasePage, CriterionLine, case_page
from senro.onboarding.queries.dicts import risk_reasons
from senro.onboarding.rules.machine import AFTER, MOVING
from senro.ui.figures import day, local_date, number, percent1

from ..words import CHANNEL, CONFIRMED, LAYERS, MEETING, ROLE, SALES_CHANNEL, SIDE, SIGNAL, STATUS
from .facts import fact_rows
from .gates import phase_name, shape
from .steps import steps_of

MOST_FACTS = 300


def case_context(request: Any, case: Case, *, as_of: date | None) -> dict[str, Any]:
    """Everything `case.html` shows."""
    wanted = request.GET.get("facts", "")
    limit = min(int(wanted), MOST_FACTS) if wanted.isdecimal() and len(wanted) < 5 else FACTS
    page = case_page(
        request.actor,
        case,
        at=request.at,
        as_of=end_of_day(as_of, organization().timezone) if as_of else None,
        people_only=wanted == "people",
        facts=max(limit, 1),
    )
    gate = shape(request.actor, case, page.gate, page.line) if page.gate else None
    if gate:
        waits = page.state.status not in MOVING
        gate["mark"] = "shut" if page.state.status == "active" and not waits else "unmet"
        gate["open_word"] = _("Open: all conditions are met")
    return {
        "c": head(page),
        "at": request.at,
        "today": local_date(request.at),
        "past": page.past,
        "gate": gate,
        "criteria": criteria(page),
        "todo": todo(page, everything=request.GET.get("todo") == "all"),
        "meetings": [meeting(row) for row in page.meetings],
        "people": layers(page),
        "purposes": purposes(page),
        "wishes": page.wishes,
        "facts": facts(page, people_only=wanted == "people", limit=limit),
        "outcome": {
            "shown": page.line.phases.index(page.state.phase) >= len(page.line.phases.phases) - 2,
            "policy": _policy(page),
            "text": page.outcome,
        },
        "steps": [] if page.past else steps_of(request.actor, case),
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
        "in_phases": page.state.phase != "intake",
        "previous": _previous(page),
        "signal": signal,
        "line_signal": signal,
        "status_word": STATUS[status],
        "why": _status_why(page),
        "days": page.days if page.state.phase != "intake" else None,
        "target_days": page.target_days,
        "ended": ended,
        "expected": ended or last.expected or last.planned,
        "late": last.late,
        "last_contact": page.people.last_contact,
        "watch_ends": page.watch.ends_on if page.watch else None,
        "stations": stations(page),
    }


def stations(page: CasePage) -> list[dict[str, Any]]:
    """The stops as the big route line takes them."""
    locale = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return [
        {
            "name": stop.name[locale],
            "state": stop.state,
            "plan_days": stop.plan_days,
            "days": stop.days,
            "planned": stop.planned,
            "reached": stop.reached,
            "expected": stop.expected,
            "late": stop.late,
            "gate": stop.gate,
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
    return {
        "sentence": " ".join(said) or row.reason,
        "rule": evidence.get("rule", ""),
        "version": evidence.get("version", ""),
        "inputs": evidence.get("inputs") or {},
        "as_of": row.since,
    }


def criteria(page: CasePage) -> dict[str, Any]:
    """Rows and the ring."""
    rows = [_criterion(line) for line in page.criteria]
    told = next((m for m in page.meetings if "criteria" in (m.confirmed or [])), None)
    note = _("told on %(day)s") % {"day": day(told.held_at)} if told else _("not told yet")
    return {
        "rows": rows,
        "met": sum(row["state"] in ("met", "waived") for row in rows),
        "total": len(rows),
        "note": note if rows else "",
    }


def _criterion(line: CriterionLine) -> dict[str, Any]:
    row = line.row
    who = f"{row.met_by.name} {day(row.met_at)}" if row.met_by and line.state == "met" else ""
    found = bool(row.rule) and row.met_at is not None and row.met_by is None
    return {
        "code": row.code,
        "title": title_of(row),
        "state": "na" if line.state == "open" else line.state,
        "mandatory": row.mandatory,
        "evidence": row.evidence if line.state != "open" else "",
        "pending": _("found by its rule") if row.rule else _("not yet"),
        "who": who,
        "why": {"sentence": row.evidence, "rule": row.rule, "version": "", "inputs": {}}
        if found
        else None,
    }


def title_of(row: Any) -> str:
    """A title in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    words = (row.title_ja, row.title_en) if japanese else (row.title_en, row.title_ja)
    return str(words[0] or words[1])


def todo(page: CasePage, *, everything: bool) -> dict[str, Any]:
    """The tasks of this phase (or all), ours and the customer's."""
    tasks = [task for task in page.tasks if everything or _now(task, page)]
    sides = []
    for side, name in SIDE.items():
        rows = [_task(task, page) for task in tasks if task.side == side]
        rows.sort(key=lambda row: row["done"])
        sides.append({"name": name, "rows": rows, "open": sum(not row["done"] for row in rows)})
    here = [task for task in page.tasks if task.phase == page.state.phase]
    return {
        "sides": sides,
        "total": len(here),
        "done": sum(task.done_at is not None for task in here),
        "all": everything,
    }


def _now(task: Task, page: CasePage) -> bool:
    """Of the present phase, or left over from an earlier one."""
    index = page.line.phases.index
    late = index(task.phase) < index(page.state.phase) and task.done_at is None
    return task.phase == page.state.phase or late


def _task(task: Task, page: CasePage) -> dict[str, Any]:
    done = task.done_at is not None and local_date(task.done_at) <= page.today
    late = (page.today - task.due_on).days if task.due_on and not done else 0
    address = "task_reopen" if done else "task_done"
    minutes = (
        ngettext("%(n)s minute", "%(n)s minutes", task.minutes) % {"n": task.minutes}
        if task.minutes
        else ""
    )
    person = task.contact.name if task.contact else task.owner.name if task.owner else ""
    layer = str(LAYERS.get(task.layer, "")) if task.side == "customer" else ""
    return {
        "id": task.pk,
        "title": title_of(task),
        "note": " · ".join(one for one in (layer, minutes) if one),
        "due": task.due_on,
        "late": max(late, 0),
        "done": done,
        "who": person,
        "url": reverse(address, args=[page.case.pk, task.pk]),
    }


def meeting(row: Meeting) -> dict[str, Any]:
    """One meeting."""
    said = []
    if row.minutes_explained is not None:
        said.append(_("explained %(n)s min") % {"n": row.minutes_explained})
    if row.minutes_heard is not None:
        said.append(_("heard %(n)s min") % {"n": row.minutes_heard})
    return {
        "kind": MEETING.get(row.kind, row.kind),
        "held_at": row.held_at,
        "channel": CHANNEL.get(row.channel, ""),
        "contact": row.contact.name if row.contact else "",
        "minutes": " · ".join(said),
        "temperature": row.temperature,
        "confirmed": _(", ").join(str(CONFIRMED.get(one, one)) for one in row.confirmed or []),
        "notes": row.notes,
    }


def layers(page: CasePage) -> list[dict[str, Any]]:
    """The customer's people by layer; end users as a count."""
    people = page.people
    found = []
    for layer, name in LAYERS.items():
        rows = [
            {
                "name": one.name,
                "title": one.title,
                "champion": one.is_champion,
                "roles": [ROLE.get(role, role) for role in people.roles.get(one.pk, ())],
                "note": "",
            }
            for one in people.contacts
            if one.layer == layer
        ]
        entry: dict[str, Any] = {"name": name, "rows": rows, "count": None, "note": ""}
        if layer == "end_user" and people.users:
            entry["count"] = _("%(n)s people") % {"n": number(people.users)}
            entry["note"] = _("Way to register settled %(there)s, signed in %(in_)s (%(share)s)") % {
                "there": number(people.registered), "in_": number(people.logged_in),
                "share": percent1(people.logged_in / people.users),
            }  # fmt: skip
        found.append(entry)
    return found


def purposes(page: CasePage) -> list[dict[str, Any]]:
    """The account's purposes, in their order."""
    locale = get_language() or "ja"
    return [
        {
            "code": one.code,
            "name": one.name.of(locale),
            "success": one.success.of(locale),
            "excluded": excluded,
        }
        for one, excluded in page.purposes
    ]


def facts(page: CasePage, *, people_only: bool, limit: int) -> dict[str, Any]:
    """The timeline."""
    known: dict[str, str] = {str(row.pk): title_of(row) for row in _titled(page)}
    rows = fact_rows(page.facts, page.line.phases, known)
    return {
        "rows": rows,
        "total": len(rows),
        "more": page.more_facts,
        "next": min(limit + 100, MOST_FACTS),
        "people_only": people_only,
    }


def _titled(page: CasePage) -> Iterable[Any]:
    return [*page.tasks, *(line.row for line in page.criteria)]


def _policy(page: CasePage) -> dict[str, Any] | None:
    if page.policy is None:
        return None
    steps = [
        {"what": step.get("what"), "due": date.fromisoformat(step["due"]) if step.get("due") else None}
        for step in page.policy.steps
    ]
    return {"owner": page.policy.owner, "steps": steps}
