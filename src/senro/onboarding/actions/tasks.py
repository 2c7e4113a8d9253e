"""Tasks of both sides, and what the customer wishes to use by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.models import LAYERS, Contact
from senro.kernel.access import require
from senro.kernel.models import Person
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, FeatureWish, Task
from ..queries.gates import line_of
from ..steps.cases import locked, refuse
from ..steps.reading import Reader
from ..steps.tasks import taken

FIELDS = ("title", "side", "phase", "due_on", "owner", "contact", "layer", "touch", "minutes")
SIDES = ("vendor", "customer")
TOUCHES = ("high", "low", "self")
A_WEEK = 7 * 24 * 60


@verb("onboarding.task.added", _("Task added"), permission="case.change")
def add_task(
    change: Change, *, case: Case, fields: Mapping[str, Any], by: Actor, at: datetime
) -> Task:
    """Add a task. `fields`: title*, side (vendor), phase (the present one), due_on, owner (mail),
    contact (key), layer, touch (high), minutes. Raises Invalid naming every wrong one.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    read = Reader(fields, FIELDS)
    title = read.text("title", needed=True, most=300)
    first = line.phases.first.code
    side = read.choice("side", SIDES, "vendor")
    row = Task(
        attempt=line.attempt,
        side=side,
        phase=read.choice("phase", line.phases.codes, case.phase if line.phases.phase(case.phase) else first),
        title_ja=title,
        title_en=title,
        due_on=read.day("due_on"),
        owner=read.person("owner") or (case.owner if side == "vendor" else None),
        contact=read.contact("contact", case.account),
        layer=read.choice("layer", LAYERS) if fields.get("layer") else "",
        touch=read.choice("touch", TOUCHES, "high"),
        minutes=read.number("minutes", 0, A_WEEK),
    )  # fmt: skip
    refuse(read.errors)
    change.create(row)
    change.about(case, case.account, row.contact)
    return row


@verb("onboarding.task.finished", _("Task done"), permission="task.change")
def finish_task(change: Change, *, task: Task, by: Actor, at: datetime) -> Task:
    """The task is done."""
    row = taken(change, task, by)
    if row.done_at is None:
        change.update(row, done_at=at, done_by_id=by.person_id)
    return row


@verb("onboarding.task.reopened", _("Task open again"), permission="task.change")
def reopen_task(change: Change, *, task: Task, by: Actor, at: datetime, reason: str = "") -> Task:
    """The task was not done after all."""
    row = taken(change, task, by)
    change.reason = reason.strip()
    change.update(row, done_at=None, done_by_id=None)
    return row


@verb("onboarding.task.moved", _("Task moved"), permission="task.change")
def move_task(
    change: Change, *, task: Task, due_on: date | None, by: Actor, at: datetime, reason: str = ""
) -> Task:
    """The task is due on another day (None: on no day)."""
    row = taken(change, task, by)
    change.reason = reason.strip()
    change.update(row, due_on=due_on, planned_on=row.planned_on or row.due_on)
    return row


@verb("onboarding.task.assigned", _("Task assigned"), permission="case.change")
def assign_task(
    change: Change,
    *,
    task: Task,
    owner: Person | None = None,
    contact: Contact | str | None = None,
    by: Actor,
    at: datetime,
) -> Task:
    """A colleague does it (vendor's side), or a contact (customer's side)."""
    row = taken(change, task, by, "case.change")
    if row.side == "vendor":
        change.update(row, owner=owner)
        return row
    read = Reader({"contact": contact}, ("contact",))
    found = read.contact("contact", row.attempt.case.account)
    refuse(read.errors)
    change.update(row, contact=found)
    change.about(found)
    return row


@verb("onboarding.task.removed", _("Task removed"), permission="case.change")
def remove_task(change: Change, *, task: Task, by: Actor, at: datetime, reason: str = "") -> None:
    """The task is not needed."""
    row = taken(change, task, by, "case.change")
    change.reason = reason.strip()
    change.remove(row)


@verb("onboarding.wish.added", _("Wish added"), permission="case.change")
def add_wish(
    change: Change,
    *,
    case: Case,
    feature: str,
    want_by: date | str | None = None,
    declared_by: str = "",
    by: Actor,
    at: datetime,
) -> FeatureWish:
    """The customer wants to use a function by a day. Named again, the wish gets the new day."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    given = {"feature": feature, "want_by": want_by, "declared_by": declared_by}
    read = Reader(given, given)
    name = read.text("feature", needed=True, most=100)
    values = {"want_by": read.day("want_by"), "declared_by": read.text("declared_by", most=200)}
    refuse(read.errors)
    change.about(case, case.account)
    row = FeatureWish.objects.living().filter(case=case, feature=name).first()
    if row is None:
        row = FeatureWish(case=case, feature=name, **values)
        change.create(row)
    else:
        change.update(row, **values)
    return row


@verb("onboarding.wish.removed", _("Wish removed"), permission="case.change")
def remove_wish(change: Change, *, wish: FeatureWish, by: Actor, at: datetime) -> None:
    """The customer no longer wants it."""
    case = locked(wish.case)
    require(by, "case.change", case.team_id)
    if wish.undone_at is None:
        change.remove(wish)
        change.about(case, case.account)
