"""The only way to a case: through what the person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from senro.kernel.models import Person
from senro.kernel.rules.access import SALES, Actor

from ..models import Case, CaseCriterion, Meeting, Task
from ..rules.machine import FOR_SALES


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may see: all for the team; what is sales' for sales; else one's own."""
    rows = Case.objects.living()
    mine = _mine(actor)
    return rows if mine is None else rows.filter(mine)


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """Tasks of visible cases; who sees only what is assigned sees their own tasks."""
    rows = Task.objects.living().filter(attempt__undone_at=None)
    if actor.sees_everything:
        return rows.filter(attempt__case__undone_at=None)
    rows = rows.filter(attempt__case__in=visible_cases(actor).order_by().values("pk"))
    if actor.has("contractor") and not actor.has(*SALES):
        rows = rows.filter(Q(owner_id=actor.person_id) | Q(attempt__case__owner_id=actor.person_id))
    return rows


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of visible cases; their notes are for who `sees_notes`."""
    return Meeting.objects.living().filter(case__in=visible_cases(actor).order_by().values("pk"))


def visible_criteria(actor: Actor) -> QuerySet[CaseCriterion]:
    """Criteria of visible cases."""
    return CaseCriterion.objects.living().filter(
        attempt__undone_at=None, attempt__case__in=visible_cases(actor).order_by().values("pk")
    )


def _mine(actor: Actor) -> Q | None:
    """None: everything. Roles add up."""
    if actor.sees_everything:
        return None
    mine = Q(pk__in=[])
    if actor.has(*SALES):
        mine |= Q(status__in=FOR_SALES) | Q(phase="intake", contract__deal_owner__in=_mail(actor))
    if actor.has("contractor"):
        tasks = Task.objects.living().filter(
            attempt__case=OuterRef("pk"), owner_id=actor.person_id, attempt__undone_at=None
        )
        mine |= Q(owner_id=actor.person_id) | Q(Exists(tasks))
    if actor.has("partner"):
        keys = _person(actor).exclude(partner_key="")
        mine |= Q(account__partner__key__in=keys.values("partner_key"))
    return mine


def _mail(actor: Actor) -> Any:
    return _person(actor).values("email")


def _person(actor: Actor) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=[actor.person_id] if actor.person_id else [])
