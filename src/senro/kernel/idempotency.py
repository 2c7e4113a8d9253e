"""`Idempotency-Key`: the answer to a POST is given again for 24 hours.

begun = begin(owner, key, digest, at=machine_now)
if isinstance(begun, StoredAnswer): return it
… do the work …
finish(owner, key, status=201, body=text)      # in the work's transaction
# or, when it failed: release(owner, key)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .errors import Conflict
from .models import IdempotencyKey

KEPT = timedelta(hours=24)
# A request that was cut off must not block its own repetition for a day.
ABANDONED = timedelta(minutes=10)


class KeyReused(Conflict):
    """The same key with another request."""

    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used for another request.")


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    code = "idempotency_key_in_use"
    message = _("The first request with this Idempotency-Key is still running.")


@dataclass(frozen=True)
class StoredAnswer:
    """What was answered the first time."""

    status: int
    body: str


def begin(owner: UUID, key: str, digest: str, at: datetime) -> StoredAnswer | None:
    """None: go ahead. An answer: give it again. Raises KeyReused or StillRunning.

    `at` is the machine's time: the 24 hours are real ones.
    """
    rows = IdempotencyKey.objects.filter(owner=owner, key=key)
    rows.filter(created_at__lt=at - KEPT).delete()
    rows.filter(status=None, created_at__lt=at - ABANDONED).delete()
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(owner=owner, key=key, digest=digest, created_at=at)
        return None
    except IntegrityError:
        found = rows.get()
    if found.digest != digest:
        raise KeyReused()
    if found.status is None:
        raise StillRunning()
    return StoredAnswer(found.status, found.body)


def finish(owner: UUID, key: str, *, status: int, body: str) -> None:
    """Keep the answer."""
    IdempotencyKey.objects.filter(owner=owner, key=key).update(status=status, body=body)


def release(owner: UUID, key: str) -> None:
    """Nothing was done: the key may be tried again."""
    IdempotencyKey.objects.filter(owner=owner, key=key, status=None).delete()


def purge(at: datetime) -> int:
    """Forget what is older than 24 hours."""
    gone, _by_model = IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()
    return gone
