"""Which facts a reader may see: those of things that the reader may see."""

from __future__ import annotations

from django.db.models import QuerySet

from senro.kernel.models import Fact
from senro.kernel.queries import visible_facts
from senro.kernel.rules.access import Actor


def facts_for(actor: Actor) -> QuerySet[Fact]:
    """Facts of what the actor may see, and of what the actor did."""
    return visible_facts(actor)
