"""Saying whose the events of a group, user or mail domain are."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.kernel.access import require
from senro.kernel.errors import Conflict, FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import AccountMapping
from ..models.mapping import DOMAIN, GROUP, USER
from ..rules.domains import ANYBODYS
from ..work import apply_mappings

LONGEST = 300


class AlreadyKnown(Conflict):
    """The group is an account's own key: it needs no mapping, and cannot have another one."""

    code = "own_key"
    message = _("This group is the key of an account, so its events belong there.")


@verb("usage.mapping.set", _("Events mapped to an account"), permission="import.run")
def map_ids(
    change: Change, *, kind: str, value: str, account: Account, by: Actor, at: datetime
) -> AccountMapping:
    """Events of this `group`, `user` or mail `domain` are the account's, those that wait too.

    Mapped to another account before: they move. Raises Invalid, AlreadyKnown, Forbidden.
    """
    require(by, "import.run")
    value = _checked(kind, value)
    if kind == GROUP and Account.objects.living().filter(key=value).exclude(pk=account.pk).exists():
        raise AlreadyKnown
    row = AccountMapping.objects.living().select_for_update().filter(kind=kind, value=value).first()
    change.about(account)
    if row is None:
        row = change.create(AccountMapping(kind=kind, value=value, account=account))
    else:
        change.subject(row)
        change.update(row, account_id=account.pk)
    apply_mappings.enqueue(at.isoformat())
    return row


@verb("usage.mapping.removed", _("Mapping of events removed"), permission="import.run")
def remove_mapping(
    change: Change, *, mapping: AccountMapping, by: Actor, at: datetime
) -> AccountMapping:
    """The events wait again, unless something else says whose they are."""
    require(by, "import.run")
    row = AccountMapping.objects.select_for_update().get(pk=mapping.pk)
    change.about(row.account)
    if row.undone_at is None:
        change.remove(row)
        apply_mappings.enqueue(at.isoformat())
    return row


def _checked(kind: str, value: str) -> str:
    value = value.strip()
    errors = []
    if kind not in (GROUP, USER, DOMAIN):
        errors.append(FieldError("kind", "unknown_value", _("group, user or domain.")))
    if kind == DOMAIN:
        value = value.removeprefix("@").lower()
    if not value:
        errors.append(FieldError("value", "required", _("This field is needed.")))
    elif len(value) > LONGEST or "\x00" in value:
        errors.append(FieldError("value", "too_long", _("This is too long.")))
    elif kind == DOMAIN and (value in ANYBODYS or "." not in value):
        words = _("Anybody can have an address of this domain: it says nothing about a company.")
        errors.append(FieldError("value", "anybodys", words))
    if errors:
        raise Invalid(*errors)
    return value
