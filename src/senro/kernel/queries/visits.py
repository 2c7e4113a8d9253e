"""One's own recent and starred things, by kind and id."""

from __future__ import annotations

from uuid import UUID

from ..models import Favourite, Visit
from ..rules.access import Actor

Named = tuple[str, UUID]


def recent(actor: Actor, limit: int = 20) -> list[Named]:
    """What the actor looked at last."""
    rows = Visit.objects.filter(person_id__in=[actor.person_id]).order_by("-at", "-pk")
    return list(rows.values_list("subject_kind", "subject_id")[:limit])


def favourites(actor: Actor, limit: int = 50) -> list[Named]:
    """What the actor marked with a star, the latest first."""
    rows = Favourite.objects.living().filter(person_id__in=[actor.person_id])
    return list(rows.order_by("-created_at").values_list("subject_kind", "subject_id")[:limit])


def is_favourite(actor: Actor, kind: str, subject_id: UUID) -> bool:
    """Whether the actor's star stands on it."""
    rows = Favourite.objects.living().filter(person_id__in=[actor.person_id])
    return rows.filter(subject_kind=kind, subject_id=subject_id).exists()
