"""People: invite, change, switch off, passwords."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import Conflict, FieldError, Invalid
from ..models import Membership, Person, Team
from ..roles import role_problems
from ..rules.access import Actor
from ..verbs import Change, verb
from .teams import join_team, leave_team

# What people may change about themselves.
OWN = frozenset({"name", "locale", "theme"})
COLUMNS = ("email", "name", "roles", "locale", "theme", "account_key", "partner_key", "is_active")
DEFAULTS: dict[str, Any] = {"is_active": True, "roles": []}
THEMES = ("", "light", "dark")


class LastAdministrator(Conflict):
    """Nobody could change the settings any more."""

    code = "last_administrator"
    message = _("This is the last administrator. Give somebody else the role first.")


@verb("kernel.person.added", _("Person added"), undo=False, permission="people.change")
def create_person(
    change: Change, *, fields: dict[str, Any], by: Actor, at: datetime, password: str | None = None
) -> Person:
    """Add somebody. Without a password they choose one by mail before they can sign in.

    `fields`: email, name, roles; locale, theme, account_key, partner_key, is_active, team (a key).
    Raises Invalid naming every wrong field.
    """
    require(by, "people.change")
    values = {name: _clean(name, fields.get(name, DEFAULTS.get(name, ""))) for name in COLUMNS}
    person = Person(**values)
    wrong = _problems(person, values) + _team_problems(fields.get("team"))
    wrong += _password_problems(password, person) if password is not None else []
    if wrong:
        raise Invalid(*wrong)
    person.set_password(password)
    change.create(person)
    change.subject(person)
    _place(person, fields.get("team"), by, at)
    return person


@verb("kernel.person.changed", _("Person changed"), permission="people.change")
def change_person(
    change: Change, *, person: Person, fields: dict[str, Any], by: Actor, at: datetime
) -> Person:
    """Change somebody; one's own name, language and theme need no permission."""
    own = by.person_id == person.pk and not set(fields) - OWN
    require(by, "own.change" if own else "people.change")
    values = {name: _clean(name, fields[name]) for name in COLUMNS if name in fields}
    person = Person.objects.select_for_update().get(pk=person.pk)
    merged = {name: values.get(name, getattr(person, name)) for name in COLUMNS}
    wrong = _problems(person, merged) + _team_problems(fields.get("team"))
    if wrong:
        raise Invalid(*wrong)
    _keep_an_administrator(person, merged)
    change.update(person, **values)
    change.subject(person)
    if "team" in fields:
        _place(person, fields["team"], by, at)
    return person


@verb("kernel.person.deactivated", _("Person switched off"), permission="people.change")
def deactivate(change: Change, *, person: Person, by: Actor, at: datetime) -> Person:
    """They can no longer sign in and their keys stop working; what they did stays theirs."""
    require(by, "people.change")
    person = Person.objects.select_for_update().get(pk=person.pk)
    _keep_an_administrator(person, {"roles": person.roles, "is_active": False})
    change.update(person, is_active=False)
    return person


@verb("kernel.person.password_set", _("Password set"), undo=False)
def set_password(
    change: Change, *, person: Person, password: str, by: Actor, at: datetime
) -> Person:
    """Set a password; every session of the person ends. Raises Invalid for a weak one."""
    require(by, "own.change" if by.person_id == person.pk else "people.change")
    wrong = _password_problems(password, person)
    if wrong:
        raise Invalid(*wrong)
    person.set_password(password)
    person.save(update_fields=["password"])
    change.note(person)
    return person


def _clean(name: str, value: Any) -> Any:
    if name == "roles":
        return list(dict.fromkeys(value or []))
    if name == "is_active":
        return bool(value)
    text = unicodedata.normalize("NFC", str(value or "")).strip()
    if name == "email" and "@" in text:
        local, _at, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"
    return text


def _problems(person: Person, values: dict[str, Any]) -> list[FieldError]:
    wrong = role_problems(
        values["roles"], account_key=values["account_key"], partner_key=values["partner_key"]
    )
    wrong += _mail_problems(person, values["email"])
    if not 1 <= len(values["name"]) <= 100:
        wrong.append(FieldError("name", "required", _("A person needs a name.")))
    if values["locale"] and values["locale"] not in dict(settings.LANGUAGES):
        wrong.append(FieldError("locale", "unknown_language", _("Choose a language of the list.")))
    if values["theme"] not in THEMES:
        wrong.append(FieldError("theme", "unknown_theme", _("Choose light or dark.")))
    return wrong


def _mail_problems(person: Person, email: str) -> list[FieldError]:
    try:
        validate_email(email)
    except ValidationError:
        return [FieldError("email", "bad_email", _("This is not an e-mail address."))]
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        words = _("Somebody with this e-mail address is already there.")
        return [FieldError("email", "taken", words)]
    return []


def _password_problems(password: str, person: Person) -> list[FieldError]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [FieldError("password", str(one.code), one.messages[0]) for one in error.error_list]
    return []


def _team_problems(key: Any) -> list[FieldError]:
    if key and not Team.objects.living().filter(key=key).exists():
        return [FieldError("team", "unknown_team", _("There is no such team."))]
    return []


def _keep_an_administrator(person: Person, values: dict[str, Any]) -> None:
    stays = "admin" in values["roles"] and values["is_active"]
    if stays or "admin" not in person.roles or not person.is_active:
        return
    # Two administrators at once must not switch each other off.
    others = Person.objects.select_for_update().filter(is_active=True, undone_at=None)
    if not any("admin" in other.roles for other in others if other.pk != person.pk):
        raise LastAdministrator()


def _place(person: Person, key: Any, by: Actor, at: datetime) -> None:
    """Into this team and out of the others."""
    current = Membership.objects.living().filter(person=person, until=None).select_related("team")
    for membership in current:
        if membership.team.key != key:
            leave_team(person=person, team=membership.team, by=by, at=at)
    if key:
        join_team(person=person, team=Team.objects.living().get(key=key), by=by, at=at)
