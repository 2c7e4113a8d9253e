"""Who asks: the bearer key, its scope, and how often it may ask."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from senro.kernel import clock
from senro.kernel.keys import person_by_key
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import Actor

from .problems import OutOfScope, TooMany, Unauthorized

REQUESTS_A_MINUTE = 1200
READS = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="senro", charset="UTF-8"'}


class BearerKey(HttpBearer):
    """`Authorization: Bearer KEY`. The key acts as its person, never beyond its scope."""

    def __call__(self, request: HttpRequest) -> Any:
        """The actor. Raises Unauthorized, TooMany or OutOfScope."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthorized(headers=CHALLENGE)
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor behind a secret."""
        found = person_by_key(token, request.at)  # type: ignore[attr-defined]
        if found is None:
            invalid = CHALLENGE["WWW-Authenticate"] + ', error="invalid_token"'
            raise Unauthorized(headers={"WWW-Authenticate": invalid})
        person, key = found
        LIMIT.count(key.pk, clock.machine_now())
        if key.scope == "ingest" or (key.scope == "read" and request.method not in READS):
            raise OutOfScope(scope=key.scope)
        actor = actor_of(person, at=request.at, key=key)  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class MinuteLimit:
    """Requests a key may send in a minute. Counted in this process: no write for each read."""

    def __init__(self, most: int = REQUESTS_A_MINUTE) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[UUID, int] = {}

    def count(self, key: UUID, now: datetime) -> None:
        """Note one request. Raises TooMany, saying when to come again."""
        second = int(now.timestamp())
        with self._lock:
            if second // 60 != self._minute:
                self._minute, self._counts = second // 60, {}
            self._counts[key] = self._counts.get(key, 0) + 1
            spent = self._counts[key] > self.most
        if spent:
            raise TooMany(headers={"Retry-After": str(60 - second % 60)})


LIMIT = MinuteLimit()
