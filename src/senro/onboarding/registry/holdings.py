"""What somebody holds in onboarding: cases that go on, and tasks that are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.models import Person
from senro.kernel.reassignment import register_holding
from senro.kernel.rules.access import Actor

from ..actions import assign_owner, assign_task
from ..models import TERMINAL, Case, Task


def _cases(person_id: UUID) -> list[UUID]:
    rows = Case.objects.living().filter(owner_id=person_id).exclude(status__in=TERMINAL)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _tasks(person_id: UUID) -> list[UUID]:
    rows = Task.objects.living().filter(owner_id=person_id, done_at=None, attempt__undone_at=None)
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))


def _give_cases(ids: Sequence[UUID], person: Person, by: Actor, at: datetime) -> None:
    for case in Case.objects.filter(pk__in=ids).order_by("pk"):
        assign_owner(case=case, owner=person, by=by, at=at, with_team=True, tell=False)


def _give_tasks(ids: Sequence[UUID], person: Person, by: Actor, at: datetime) -> None:
    for task in Task.objects.filter(pk__in=ids).order_by("pk"):
        assign_task(task=task, owner=person, by=by, at=at)


register_holding("cases", _("Cases they lead"), held=_cases, give=_give_cases)
register_holding("tasks", _("Open tasks"), held=_tasks, give=_give_tasks)
