"""The organisation that this installation serves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Invalid
from ..models import Organization
from ..rules.access import Actor
from ..rules.calendar import is_known_country
from ..verbs import Change, verb

FIELDS = ("name", "timezone", "locale", "currency")


@verb("kernel.organization.set", _("Organisation set"), undo=False, permission="settings.change")
def create_organization(
    change: Change,
    *,
    name: str,
    by: Actor,
    at: datetime,
    timezone: str = "Asia/Tokyo",
    locale: str = "ja",
    currency: str = "JPY",
) -> Organization:
    """Make the one organisation; where it exists it stays as it is."""
    require(by, "settings.change")
    found = Organization.objects.first()
    if found is not None:
        return found
    row = Organization(name=name.strip(), timezone=timezone, locale=locale, currency=currency)
    _check(row)
    row.save(force_insert=True)
    change.touch(row, None, {field: getattr(row, field) for field in FIELDS})
    return row


@verb(
    "kernel.organization.changed", _("Settings changed"), undo=False, permission="settings.change"
)
def change_organization(
    change: Change, *, fields: dict[str, Any], by: Actor, at: datetime
) -> Organization:
    """Change name, time zone, language, currency, or `settings` (merged; null takes a key away)."""
    require(by, "settings.change")
    row = Organization.objects.select_for_update().get()
    before = {field: getattr(row, field) for field in FIELDS} | {"settings": row.settings}
    for field in FIELDS:
        if field in fields:
            setattr(row, field, str(fields[field]).strip())
    merged = {**row.settings, **(fields.get("settings") or {})}
    row.settings = {name: value for name, value in merged.items() if value is not None}
    _check(row)
    after = {field: getattr(row, field) for field in FIELDS} | {"settings": row.settings}
    changed = {field: value for field, value in after.items() if before[field] != value}
    if changed:
        row.save()
        change.touch(row, {field: before[field] for field in changed}, changed)
    return row


@verb("kernel.installation.restored", _("Restored from a backup"), undo=False)
def note_restore(change: Change, *, name: str, by: Actor, at: datetime) -> None:
    """Say in the record that what follows was put back from a backup."""
    require(by, "settings.change")
    change.note(Organization.objects.get(), file=name)


def _check(row: Organization) -> None:
    wrong = []
    if not 1 <= len(row.name) <= 200:
        wrong.append(FieldError("name", "required", _("The organisation needs a name.")))
    if row.timezone not in available_timezones():
        wrong.append(FieldError("timezone", "unknown_timezone", _("There is no such time zone.")))
    if row.locale not in dict(settings.LANGUAGES):
        wrong.append(FieldError("locale", "unknown_language", _("Choose a language of the list.")))
    if len(row.currency) != 3 or not row.currency.isascii() or not row.currency.isupper():
        wrong.append(FieldError("currency", "bad_currency", _("A currency has three letters.")))
    wrong += _calendar_problems(row.settings.get("calendar") or {})
    if wrong:
        raise Invalid(*wrong)


def _calendar_problems(calendar: dict[str, Any]) -> list[FieldError]:
    wrong = []
    if not is_known_country(str(calendar.get("country", "") or "")):
        words = _("The holidays of this country are not known.")
        wrong.append(FieldError("calendar.country", "unknown_country", words))
    weekend = calendar.get("weekend", [])
    if not isinstance(weekend, list) or set(weekend) - set(range(7)) or len(set(weekend)) > 6:
        words = _("A weekend is a list of weekdays from 0 (Monday) to 6, not all seven.")
        wrong.append(FieldError("calendar.weekend", "bad_weekend", words))
    for name in ("extra", "removed"):
        if any(not _is_day(day) for day in calendar.get(name) or []):
            words = _("Days are written as 2026-11-20.")
            wrong.append(FieldError(f"calendar.{name}", "bad_date", words))
    return wrong


def _is_day(text: Any) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
