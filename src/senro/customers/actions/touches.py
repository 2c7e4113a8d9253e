"""Contacts with a customer, as they happen."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.models import Person, kind_of
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Account, Contact, Touch
from ..putting.wording import WORDS

DIRECTIONS = ("inbound", "outbound")
CHANNEL_LENGTH = 20


@verb("customers.touch.logged", _("Contact logged"), permission="touch.log")
def log_touch(
    change: Change,
    *,
    account: Account,
    contact: Contact | None = None,
    direction: str,
    channel: str,
    touched_at: datetime,
    note: str = "",
    by: Actor,
    at: datetime,
    source: models.Model | None = None,
    person: Person | None = None,
) -> Touch:
    """Log a contact. `source` is what made it (a meeting, a declaration): one touch each.

    `person` is the colleague who spoke with them, by default the actor.
    """
    require(by, "touch.log", account.team_id)
    _check(account, contact, direction, channel)
    row = Touch(
        account=account,
        contact=contact,
        person_id=person.pk if person else by.person_id,
        direction=direction,
        channel=channel,
        at=touched_at,
        note=note.strip(),
        source_kind=kind_of(source) if source is not None else "",
        source_id=source.pk if source is not None else None,
    )
    Account.objects.select_for_update().get(pk=account.pk)
    there = _same(row)
    if there is not None:
        return there
    change.about(account, contact, source)
    change.create(row)
    return row


def _check(account: Account, contact: Contact | None, direction: str, channel: str) -> None:
    errors = []
    if direction not in DIRECTIONS:
        errors.append(FieldError("direction", "unknown_value", WORDS["unknown_value"]))
    if not channel:
        errors.append(FieldError("channel", "required", WORDS["required"]))
    elif len(channel) > CHANNEL_LENGTH:
        errors.append(FieldError("channel", "too_long", WORDS["too_long"]))
    if contact is not None and contact.account_id != account.pk:
        errors.append(FieldError("contact", "unknown_contact", WORDS["unknown_contact"]))
    if errors:
        raise Invalid(*errors)


def _same(row: Touch) -> Touch | None:
    """The touch that this one would repeat."""
    rows = Touch.objects.living().filter(account=row.account, direction=row.direction)
    if row.source_id:
        rows = rows.filter(source_kind=row.source_kind, source_id=row.source_id)
        return rows.filter(contact=row.contact).first()
    return rows.filter(
        contact=row.contact,
        person=row.person,
        channel=row.channel,
        at=row.at,
        note=row.note,
    ).first()
