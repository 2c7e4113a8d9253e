"""Secrets of API keys, and who they stand for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from .models import ApiKey, Person
from .prepared import compiled
from .rules.access import Actor

PREFIX = "sk_"
# How much of a secret may be shown to tell keys apart.
SHOWN = 8
# Writing "last used" with every request would make every read a write.
USED_EVERY = timedelta(minutes=5)
# Stands for the digest in a statement that is made once: no digest is it.
ANY = "any"


def digest_of(secret: str) -> str:
    """What is kept of a secret: it is long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def person_by_key(secret: str, at: datetime) -> tuple[Person, ApiKey] | None:
    """Who a secret acts as; None when it is unknown, switched off, or its person is."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    key = (
        ApiKey.objects.living()
        .select_related("person")
        .filter(digest=digest_of(secret), revoked_at=None)
        .first()
    )
    if key is None or not key.person.is_active or key.person.undone_at:
        return None
    _note_use(key.pk, key.last_used_at, at)
    return key.person, key


def actor_by_key(secret: str, at: datetime) -> Actor | None:
    """As whom a secret sends, without its teams: for a door that is knocked at a thousand times a second.

    Asked with every request, so that a key that is revoked stops at once; but with a statement that
    is made once.
    """
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    compiler, sql, params, converters = _statement(connection.vendor)
    digest = digest_of(secret)
    with connection.cursor() as cursor:
        cursor.execute(sql, [digest if one == ANY else one for one in params])
        found = cursor.fetchall()
    for key, person, roles, scope, used in compiler.apply_converters(found, converters):
        _note_use(key, used, at)
        return Actor(person, frozenset(roles), key_id=key, scope=scope)
    return None


@cache
def _statement(vendor: str) -> tuple[Any, str, Sequence[Any], Any]:
    rows = ApiKey.objects.living().filter(
        digest=ANY, revoked_at=None, person__is_active=True, person__undone_at=None
    )
    return compiled(
        rows.order_by().values_list("id", "person_id", "person__roles", "scope", "last_used_at")
    )


def _note_use(key: UUID, used: datetime | None, at: datetime) -> None:
    # Frozen business time may lie before the last use; then there is nothing to note.
    if used is None or at - used > USED_EVERY:
        ApiKey.objects.filter(pk=key).update(last_used_at=at)
