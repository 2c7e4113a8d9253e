"""The plan of a case and a customer's calendar as their pages take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from senro.kernel.locales import locale
from senro.onboarding.models import Case
from senro.onboarding.queries.calendar import Entry
from senro.onboarding.queries.plan import Plan, title_of
from senro.onboarding.rules.replan import Move
from senro.ui.figures import local_date
from senro.ui.svg.gantt import Bar, Mark, chart

from ..words import MEETING, SIDE

# A plan that runs longer is drawn up to here; the list has all of it.
MOST_DAYS = 500


def page(case: Case, plan: Plan, key: str) -> dict[str, Any]:
    """Drawing, list and what can be chosen to be moved."""
    bars = bars_of(case, plan)
    days = [bar.end for bar in bars] + [bar.start for bar in bars] + [plan.today]
    first = min(days) - timedelta(days=3)
    last = min(max(days) + timedelta(days=7), first + timedelta(days=MOST_DAYS))
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    marks = [
        Mark(local_date(one.held_at), str(MEETING.get(one.kind, one.kind)), local_date(one.held_at) <= plan.today)
        for one in plan.meetings
        if first <= local_date(one.held_at) <= last
    ]  # fmt: skip
    shown = [bar for bar in bars if bar.start <= last]
    closed = [day for day in every if not plan.calendar.is_business_day(day)]
    label = _("Plan of %(name)s") % {"name": case.account.name}
    return {
        "chart": chart(shown, marks, closed, first, last, plan.today, label),
        "rows": rows_of(plan, bars),
        "choices": [(bar.key, bar.name) for bar in bars if not bar.done],
        "chosen": next((bar for bar in bars if bar.key == key), None),
        "tasks": [
            (str(task.pk), title_of(plan, f"task:{task.pk}", locale())) for task in plan.tasks
        ],
    }


def bars_of(case: Case, plan: Plan) -> list[Bar]:
    """Each phase, and under it the tasks that belong to it."""
    found = []
    address, said = reverse("plan", args=[case.pk]), locale()
    for phase in plan.phases:
        key = f"phase:{phase.code}"
        found.append(
            Bar(
                key, str(phase.name), "phase", phase.start, phase.end, phase.original,
                phase.ended is not None, phase.ended is None and phase.end < plan.today,
                f"{address}?{urlencode({'key': key, 'to': phase.end})}#move",
            )
        )  # fmt: skip
        for task in plan.tasks:
            if task.phase != phase.code or task.due_on is None:
                continue
            key, done = f"task:{task.pk}", task.done_at is not None
            needs = tuple(f"task:{pk}" for pk in plan.needs.get(task.pk, ()))
            found.append(
                Bar(
                    key, task.title_ja if said == "ja" else task.title_en, task.side, task.due_on,
                    task.due_on, task.planned_on, done, not done and task.due_on < plan.today,
                    f"{address}?{urlencode({'key': key, 'to': task.due_on})}#move", needs,
                )
            )  # fmt: skip
    return found


def rows_of(plan: Plan, bars: Iterable[Bar]) -> list[dict[str, Any]]:
    """The same as a list."""
    names = {bar.key: bar.name for bar in bars}
    return [
        {
            "key": bar.key,
            "id": bar.key.partition(":")[2],
            "name": bar.name,
            "phase": bar.kind == "phase",
            "side": "" if bar.kind == "phase" else SIDE.get(bar.kind, ""),
            "day": bar.end,
            "original": bar.original if bar.original and bar.original != bar.end else None,
            "late": (bar.end - bar.original).days if bar.original else 0,
            "done": bar.done,
            "href": "" if bar.done else bar.href,
            "needs": [(key.partition(":")[2], names[key]) for key in bar.needs if key in names],
        }
        for bar in bars
    ]


def moved(plan: Plan, moves: Iterable[Move], said: str) -> list[dict[str, Any]]:
    """Before and after, by name."""
    return [
        {
            "name": title_of(plan, move.key, said),
            "before": move.before,
            "after": move.after,
            "days": (move.after - move.before).days,
        }
        for move in moves
    ]


def months(entries: Iterable[Entry], at: datetime) -> list[dict[str, Any]]:
    """The calendar month by month; what lies behind is folded."""
    today = local_date(at)
    found: dict[date, list[dict[str, Any]]] = {}
    for entry in entries:
        row = {
            "day": entry.day,
            "at": entry.at,
            "kind": entry.kind,
            "title": title(entry),
            "products": [name for name in entry.products if name],
            "cases": entry.cases,
            "done": entry.done,
            "late": not entry.done and entry.day < today and entry.kind != "target_end",
        }
        found.setdefault(entry.day.replace(day=1), []).append(row)
    this = today.replace(day=1)
    return [{"first": day, "rows": rows, "past": day < this} for day, rows in found.items()]


def title(entry: Entry) -> str:
    """What stands on the calendar."""
    if entry.kind == "meeting":
        return str(MEETING.get(str(entry.title), entry.title))
    if entry.kind == "phase_end":
        return _("Planned end of “%(phase)s”") % {"phase": entry.title}
    if entry.kind == "target_end":
        return _("Onboarding should be complete")
    return str(entry.title)


def summary(entry: Entry) -> str:
    """The same on one line, with the products."""
    products = ", ".join(name for name in entry.products if name)
    return f"{title(entry)} ({products})" if products else title(entry)


def uuid_or_none(text: str) -> UUID | None:
    """An id, or nothing for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
