"""Which facts a reader may see: those of things that the reader may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from senro.customers.queries import visible_accounts
from senro.customers.queries.page.story import OF_ACCOUNTS
from senro.kernel.models import Fact, FactAbout
from senro.kernel.queries import visible_facts
from senro.kernel.queries.facts import without_note_kinds
from senro.kernel.rules.access import Actor
from senro.onboarding.queries import visible_cases


def facts_for(actor: Actor) -> QuerySet[Fact]:
    """Facts of what the actor may see, and of what the actor did."""
    if actor.sees_everything:
        return visible_facts(actor)
    seen = Fact.objects.filter(
        Q(by_id=actor.person_id)
        | _of("account", visible_accounts(actor), OF_ACCOUNTS)
        | _of("case", visible_cases(actor), None)
    )
    return without_note_kinds(actor, seen)


def _of(kind: str, rows: QuerySet, others: tuple[str, ...] | None) -> Q:
    ids = rows.order_by().values("pk")
    about = Q(seq__in=FactAbout.objects.filter(kind=kind, subject_id__in=ids).values("fact_id"))
    if others is not None:
        about &= Q(subject_kind__in=others)
    return Q(subject_kind=kind, subject_id__in=ids) | about
