"""API keys: made once, shown once, switched off at once."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Invalid
from ..keys import PREFIX, SHOWN, digest_of
from ..models import ApiKey, Person
from ..roles import SCOPES
from ..rules.access import Actor
from ..verbs import Change, verb


@verb("kernel.key.made", _("API key made"), undo=False, permission="people.change")
def create_api_key(
    change: Change, *, person: Person, name: str, scope: str, by: Actor, at: datetime
) -> tuple[ApiKey, str]:
    """(key, secret). Nobody can read the secret again: only its digest is kept."""
    require(by, "people.change")
    wrong = []
    if not 1 <= len(name.strip()) <= 100:
        wrong.append(
            FieldError("name", "required", _("A key needs a name of 1 to 100 characters."))
        )
    if scope not in SCOPES:
        wrong.append(FieldError("scope", "unknown_scope", _("A scope is read, write or ingest.")))
    if not person.is_active:
        wrong.append(FieldError("person", "inactive", _("This person is switched off.")))
    if wrong:
        raise Invalid(*wrong)
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name.strip(),
        person=person,
        scope=scope,
        digest=digest_of(secret),
        prefix=secret[:SHOWN],
    )
    change.create(key)
    change.about(person)
    return key, secret


@verb("kernel.key.revoked", _("API key switched off"), undo=False, permission="people.change")
def revoke_api_key(change: Change, *, key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """Switch a key off. One's own keys need no permission."""
    require(by, "own.change" if by.person_id == key.person_id else "people.change")
    if key.revoked_at is None:
        change.update(key, revoked_at=at)
        change.about(key.person)
    return key
