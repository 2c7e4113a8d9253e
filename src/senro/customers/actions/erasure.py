"""Erasing a person: what was said about them goes, that something happened stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.models import PersonalText, kind_of
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Contact, EndUser, Touch
from ..models.accounts import tombstone_of

Eraser = Callable[[Contact | EndUser, datetime], None]
# Domains above add what they keep about a person (notes of meetings, answers).
ERASERS: list[Eraser] = []
BLANK: dict[str, dict[str, Any]] = {
    "contact": {
        "name": "",
        "kana": "",
        "title": "",
        "email": "",
        "phone": "",
        "handover_note": "",
        "custom": {},
    },
    "enduser": {"name": "", "email": "", "employee_no": "", "custom": {}},
}


@verb("person.erased", _("Personal data erased"), undo=False, permission="people.change")
def erase_person(
    change: Change, *, person: Contact | EndUser, by: Actor, at: datetime, reason: str = ""
) -> Contact | EndUser:
    """Forget a contact or end user: texts in facts go, the row stays as a tombstone."""
    require(by, "people.change")
    kind = kind_of(person)
    if person.erased:
        return person
    if isinstance(person, Contact):
        _forget_notes(person)
    for eraser in ERASERS:
        eraser(person, at)
    PersonalText.objects.filter(kind=kind, subject_id=person.pk).delete()
    # Not through the change: its fact would say what has just been erased.
    _blank(person, key=tombstone_of(person), **BLANK[kind])
    change.about(person.account)
    change.reason = reason
    change.note(person)
    return person


erase_contact = erase_person
erase_end_user = erase_person


def _forget_notes(contact: Contact) -> None:
    touches = Touch.objects.filter(contact=contact)
    ids = list(touches.values_list("pk", flat=True))
    PersonalText.objects.filter(kind="touch", subject_id__in=ids).delete()
    touches.update(note="")


def _blank(person: Contact | EndUser, **values: Any) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*values, "version"])
