"""Stars: one's own marks on things."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..models import Favourite, kind_of
from ..rules.access import Actor
from ..verbs import Change, verb


@verb("kernel.favourite.marked", _("Star set or taken away"))
def mark_favourite(
    change: Change, *, subject: models.Model, on: bool, by: Actor, at: datetime
) -> bool:
    """Set one's star on a thing, or take it away."""
    require(by, "own.change")
    if by.person_id is None:
        return False
    kind = kind_of(subject)
    rows = Favourite.objects.living().filter(
        person_id__in=[by.person_id], subject_kind=kind, subject_id=subject.pk
    )
    found = rows.first()
    if on and found is None:
        row = Favourite(person_id=by.person_id, subject_kind=kind, subject_id=subject.pk)
        try:
            with transaction.atomic():
                change.create(row)
        except IntegrityError:  # set twice at once: it is set
            return on
    elif not on and found is not None:
        change.remove(found)
    return on
