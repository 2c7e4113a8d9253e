"""What somebody looked at last. Their own, so it leaves no fact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from .models import Visit
from .rules.access import Actor

KEPT = 50


def note_visit(*, by: Actor, kind: str, subject_id: UUID, at: datetime) -> None:
    """Remember it as the latest; the oldest beyond fifty are forgotten."""
    if by.person_id is None:
        return
    mine = Visit.objects.filter(person_id__in=[by.person_id])
    if mine.filter(subject_kind=kind, subject_id=subject_id).update(at=at):
        return
    with transaction.atomic():
        row = Visit(person_id=by.person_id, subject_kind=kind, subject_id=subject_id, at=at)
        Visit.objects.bulk_create([row], ignore_conflicts=True)
        old = list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT : KEPT + 50])
        if old:
            mine.filter(pk__in=old).delete()
