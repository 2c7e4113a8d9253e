"""Somebody's Today: rows done or put off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import Actor, require
from senro.kernel.models import Person
from senro.kernel.verbs import Change, verb

from ..models import TodayMark


@verb("onboarding.today.marked", _("Taken off Today"))
def mark_today(
    change: Change,
    *,
    item: str,
    state: str,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
) -> TodayMark:
    """Take a row off one's own Today: `done`, or `snoozed` until an instant."""
    require(by, "own.change")
    assert by.person_id is not None, "Today is a person's"
    living = TodayMark.objects.living().filter(person_id=by.person_id, item=item)
    found = living.order_by("-created_at").first()
    if found:
        change.update(found, state=state, until=until)
        return found
    person = Person.objects.get(pk=by.person_id)
    mark = TodayMark(person=person, item=item, state=state, until=until)
    change.create(mark)
    return mark


@verb("onboarding.today.restored", _("Put back on Today"))
def restore_today(change: Change, *, item: str, by: Actor, at: datetime) -> None:
    """Put a row back on one's own Today."""
    require(by, "own.change")
    assert by.person_id is not None, "Today is a person's"
    for mark in TodayMark.objects.living().filter(person_id=by.person_id, item=item):
        change.remove(mark)
