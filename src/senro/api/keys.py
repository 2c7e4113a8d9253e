"""Who asks: the bearer key, its scope, and how often it may ask."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from senro.kernel import clock
from senro.kernel.keys import person_by_key
from senro.kernel.queries import actor_of
from senro.kernel.rate import RateLimit
from senro.kernel.rules.access import Actor

from .problems import OutOfScope, TooMany, Unauthorized
from .requests import ApiRequest

READS = frozenset({"GET", "HEAD", "OPTIONS"})
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="senro", charset="UTF-8"'}
LIMIT = RateLimit()


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
        asked = cast(ApiRequest, request)
        found = person_by_key(token, asked.at)
        if found is None:
            invalid = CHALLENGE["WWW-Authenticate"] + ', error="invalid_token"'
            raise Unauthorized(headers={"WWW-Authenticate": invalid})
        person, key = found
        wait = LIMIT.take(key.pk, clock.machine_now())
        if wait:
            raise TooMany(headers={"Retry-After": str(wait)})
        if key.scope == "ingest" or (key.scope == "read" and request.method not in READS):
            raise OutOfScope(scope=key.scope)
        asked.actor = actor_of(person, at=asked.at, key=key)
        return asked.actor
