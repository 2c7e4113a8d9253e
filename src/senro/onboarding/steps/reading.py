"""Fields as faces hand them over: contacts by key, days and instants, choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account, Contact
from senro.kernel.errors import FieldError
from senro.kernel.models import Person

WORDS: dict[str, Any] = {
    "required": _("This is needed."),
    "unknown_field": _("There is no such field."),
    "unknown_value": _("This value is not known."),
    "unknown_contact": _("This account has no such contact."),
    "unknown_person": _("There is nobody with this e-mail address."),
    "bad_date": _("Write a day as 2026-11-20."),
    "bad_datetime": _("Write an instant as 2026-11-20T10:00:00+09:00."),
    "out_of_range": _("This number is out of range."),
    "too_long": _("This is too long."),
}


class Reader:
    """Reads fields one by one and collects what is wrong."""

    def __init__(self, fields: Mapping[str, Any], known: Iterable[str]) -> None:
        self.fields = fields
        self.errors: list[FieldError] = []
        for name in fields:
            if name not in known:
                self.wrong(name, "unknown_field")

    def wrong(self, name: str, code: str) -> None:
        """Note a wrong field."""
        self.errors.append(FieldError(name, code, WORDS[code]))

    def text(self, name: str, *, needed: bool = False, most: int = 100_000) -> str:
        """A text without spaces around it."""
        value = str(self.fields.get(name) or "").strip()
        if needed and not value:
            self.wrong(name, "required")
        if len(value) > most:
            self.wrong(name, "too_long")
        return value

    def choice(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of the allowed values."""
        value = str(self.fields.get(name) or default)
        if not value:
            self.wrong(name, "required")
        elif value not in allowed:
            self.wrong(name, "unknown_value")
        return value

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds, or None."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(name, "out_of_range")
            return None
        return value

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A day, as a date or as ISO text."""
        value = self.fields.get(name)
        if value is None or value == "":
            if needed:
                self.wrong(name, "required")
            return None
        found = as_day(value)
        if found is None:
            self.wrong(name, "bad_date")
        return found

    def instant(self, name: str) -> datetime | None:
        """An instant with its offset, as a datetime or as ISO text."""
        value = self.fields.get(name)
        if value is None or value == "":
            self.wrong(name, "required")
            return None
        found = as_instant(value)
        if found is None:
            self.wrong(name, "bad_datetime")
        return found

    def contact(self, name: str, account: Account) -> Contact | None:
        """A contact of the account, as a row or by key."""
        value = self.fields.get(name)
        return self.contact_of(name, value, account) if value else None

    def contact_of(self, name: str, value: Any, account: Account) -> Contact | None:
        """The same for a value that stands in a list."""
        found = contact_of(value, account)
        if found is None:
            self.wrong(name, "unknown_contact")
        return found

    def person(self, name: str) -> Person | None:
        """A colleague, as a row or by e-mail address."""
        value = self.fields.get(name)
        if not value or isinstance(value, Person):
            return value or None
        rows = Person.objects.filter(is_active=True, account_key="")
        found = rows.filter(email__iexact=str(value).strip()).first()
        if found is None:
            self.wrong(name, "unknown_person")
        return found


def contact_of(value: Any, account: Account) -> Contact | None:
    """A living contact of the account, as a row or by key."""
    if isinstance(value, Contact):
        return value if value.account_id == account.pk else None
    return Contact.objects.living().filter(account=account, key=str(value)).first()


def as_day(value: Any) -> date | None:
    """A date from a date or ISO text."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def as_instant(value: Any) -> datetime | None:
    """An aware datetime from a datetime or ISO text."""
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value))
        except ValueError:
            return None
    found: datetime = value
    return found if found.tzinfo is not None else None
