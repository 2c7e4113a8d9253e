"""Somebody's Today: rows done or put off, one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
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
    waits_for_answer: bool = False,
) -> TodayMark:
    """Take a row off one's own Today: `done`, or `snoozed` until an instant or the next answer."""
    return _mark(change, item, state, until, waits_for_answer)


@verb("onboarding.today.several_marked", _("Several taken off Today"))
def mark_several_today(
    change: Change,
    *,
    items: Sequence[str],
    state: str,
    by: Actor,
    at: datetime,
    until: datetime | None = None,
    waits_for_answer: bool = False,
) -> list[TodayMark]:
    """Take several rows off one's own Today as one thing that can be undone."""
    return [_mark(change, item, state, until, waits_for_answer) for item in dict.fromkeys(items)]


@verb("onboarding.today.restored", _("Put back on Today"))
def restore_today(change: Change, *, item: str, by: Actor, at: datetime) -> None:
    """Put a row back on one's own Today."""
    _restore(change, [item])


@verb("onboarding.today.several_restored", _("Several put back on Today"))
def restore_several_today(change: Change, *, items: Sequence[str], by: Actor, at: datetime) -> None:
    """Put several rows back on one's own Today."""
    _restore(change, items)


def _mark(change: Change, item: str, state: str, until: datetime | None, waits: bool) -> TodayMark:
    require(change.by, "own.change")
    assert change.by.person_id is not None, "Today is a person's"
    living = TodayMark.objects.living().filter(person_id=change.by.person_id, item=item)
    found = living.order_by("-created_at").first()
    values = {"state": state, "until": until, "waits_for_answer": waits}
    if found:
        if any(getattr(found, name) != value for name, value in values.items()):
            change.update(found, **values, since=change.at)
        return found
    person = Person.objects.get(pk=change.by.person_id)
    mark = TodayMark(person=person, item=item, since=change.at, **values)
    change.create(mark)
    return mark


def _restore(change: Change, items: Sequence[str]) -> None:
    require(change.by, "own.change")
    assert change.by.person_id is not None, "Today is a person's"
    marks = TodayMark.objects.living().filter(person_id=change.by.person_id, item__in=items)
    for mark in marks.order_by("pk"):
        change.remove(mark)
