"""Secrets of API keys, and who they stand for."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from .models import ApiKey, Person

PREFIX = "sk_"
# How much of a secret may be shown to tell keys apart.
SHOWN = 8
# Writing "last used" with every request would make every read a write.
USED_EVERY = timedelta(minutes=5)


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
    _note_use(key, at)
    return key.person, key


def _note_use(key: ApiKey, at: datetime) -> None:
    # Frozen business time may lie before the last use; then there is nothing to note.
    if key.last_used_at is None or at - key.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
