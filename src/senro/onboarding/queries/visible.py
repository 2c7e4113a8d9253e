"""The only way to a case: through what the person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from senro.customers.queries import visible_accounts
from senro.kernel.rules.access import SALES, Actor

from ..models import Case
from ..rules.machine import FOR_SALES


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """All for the team; sales see what was handed back; others what is assigned to them."""
    rows = Case.objects.living()
    if actor.sees_everything:
        return rows
    mine = Q(owner_id=actor.person_id) | Q(pk__in=_with_own_task(actor))
    if actor.has(*SALES):
        mine |= Q(status__in=FOR_SALES)
    if actor.has("partner"):
        mine |= Q(account__in=visible_accounts(actor).values("pk"))
    return rows.filter(mine)


def _with_own_task(actor: Actor) -> QuerySet[Case]:
    tasks = Q(
        attempts__tasks__owner_id=actor.person_id,
        attempts__tasks__undone_at=None,
        attempts__undone_at=None,
    )
    return Case.objects.filter(tasks).values("pk")
