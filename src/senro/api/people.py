"""Rows that an address or a body names by key or mail; in a body, one that nobody has is a wrong field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account, Contact, Contract
from senro.customers.queries import visible_accounts, visible_contracts
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.models import Person
from senro.kernel.rules.access import Actor

from .ids import key_of

Found = TypeVar("Found")


def wrong(field: str, code: str, words: Any) -> Invalid:
    """One wrong field."""
    return Invalid(FieldError(field, code, words))


def collected(wrong: list[FieldError], look: Callable[[], Found]) -> Found | None:
    """What `look` gives; when it refuses, its wrong fields join the others and the rest goes on."""
    try:
        return look()
    except Invalid as refused:
        wrong += refused.errors
        return None


def account_of(actor: Actor, key: str) -> Account:
    """The account of an address. Raises Missing."""
    found = visible_accounts(actor).filter(key=key_of(key)).first()
    if found is None:
        raise Missing()
    return found


def account_by_key(actor: Actor, key: str, field: str = "account") -> Account:
    """The account with this key that the actor may see."""
    found = visible_accounts(actor).filter(key=_plain(key)).first()
    if found is None:
        raise wrong(field, "unknown_account", _("There is no account with this key."))
    return found


def contract_by_key(actor: Actor, account: Account, key: str | None) -> Contract | None:
    """The contract of this account with this key."""
    if key is None:
        return None
    found = visible_contracts(actor).filter(key=_plain(key), account=account).first()
    if found is None:
        words = _("This account has no contract with this key.")
        raise wrong("contract", "unknown_contract", words)
    return found


def contact_of(account: Account, key: str | None, field: str) -> Contact | None:
    """The contact of this account with this key."""
    if key is None:
        return None
    found = Contact.objects.living().filter(key=_plain(key), account=account).first()
    if found is None:
        raise wrong(field, "unknown_contact", _("This account has no contact with this key."))
    return found


def person_by_mail(mail: str | None, field: str = "owner") -> Person | None:
    """The colleague with this e-mail address."""
    if mail is None:
        return None
    found = Person.objects.filter(
        email__iexact=mail.strip(), is_active=True, undone_at=None, account_key=""
    ).first()
    if found is None:
        words = _("Nobody in the team has this e-mail address.")
        raise wrong(field, "unknown_person", words)
    return found


def _plain(key: str) -> str:
    return unicodedata.normalize("NFC", key).strip()
