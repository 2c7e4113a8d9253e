"""The panels of the case page: criteria, tasks, meetings, people, purposes, record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from senro.kernel.locales import locale
from senro.onboarding.models import Meeting, Task
from senro.onboarding.queries.case_page import CasePage
from senro.ui.figures import local_date, number, percent1

from ..words import CHANNEL, CONFIRMED, LAYERS, MEETING, ROLE, SIDE
from .facts import fact_rows

MOST_FACTS = 300


def title_of(row: Any) -> str:
    """A title in the reader's language."""
    japanese = locale() == "ja"
    words = (row.title_ja, row.title_en) if japanese else (row.title_en, row.title_ja)
    return str(words[0] or words[1])


def todo(
    page: CasePage, *, everything: bool, stumbling: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The tasks of this phase (or all), ours and the customer's, with what others stumbled over."""
    tasks = [task for task in page.tasks if everything or _now(task, page)]
    sides = []
    for side, name in SIDE.items():
        rows = [_task(task, page, stumbling or {}) for task in tasks if task.side == side]
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


def _task(task: Task, page: CasePage, stumbling: Mapping[str, str]) -> dict[str, Any]:
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
        "stumbling": "" if done else stumbling.get(title_of(task), ""),
        "due": task.due_on,
        "late": max(late, 0),
        "done": done,
        "who": person,
        "by": "owner" if task.side == "vendor" else "contact",
        "url": reverse(address, args=[page.case.pk, task.pk]),
    }


def meeting(row: Meeting, *, notes: bool) -> dict[str, Any]:
    """One meeting; its internal notes for who may read them."""
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
        "id": row.pk,
        "notes": row.notes if notes else "",
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


def policy(page: CasePage) -> dict[str, Any] | None:
    if page.policy is None:
        return None
    steps = [
        {
            "what": step.get("what"),
            "due": date.fromisoformat(step["due"]) if step.get("due") else None,
        }
        for step in page.policy.steps
    ]
    return {"owner": page.policy.owner, "steps": steps}
