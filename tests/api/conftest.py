"""A caller with a key, as a program on the other side would be."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from senro.kernel.access import SYSTEM
from senro.kernel.keys import digest_of
from senro.kernel.models import ApiKey, Person
from senro.onboarding.actions import open_case
from tests.world import LONG_AGO, publish_method

ROOT = "/api/v1"


@dataclass
class Caller:
    """Sends JSON with one key; `caller.get("/accounts")`."""

    secret: str
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            path if path.startswith("/api/") else ROOT + path,
            raw,
            content_type=headers.pop("content_type", "application/json"),
            headers={
                "Authorization": f"Bearer {self.secret}",
                "Accept-Language": self.language,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("PUT", path, body, **headers)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, body, **headers)


def key_for(person: Person, scope: str = "write") -> str:
    """A key of this person, put straight into the table."""
    secret = "sk_" + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        name="test",
        person=person,
        scope=scope,
        digest=digest_of(secret),
        prefix=secret[:8],
        created_at=person.created_at,
    )
    return secret


@pytest.fixture(autouse=True)
def friday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Business time stands still at the world's moment."""
    monkeypatch.setenv("SENRO_NOW", "2026-11-20T12:00:00+09:00")


@pytest.fixture
def caller(world: Any) -> Any:
    """`caller("csm_mm")` or `caller("admin", scope="read")`."""
    return lambda name, scope="write": Caller(key_for(world.people[name], scope))


@pytest.fixture
def admin(caller: Any) -> Caller:
    return caller("admin")


@pytest.fixture
def method(world: Any) -> None:
    """The default method, published long ago."""
    publish_method(LONG_AGO)


@pytest.fixture
def opened_case(world: Any, method: None) -> str:
    """The id of a case of ACC-002 that stands at P1."""
    case = open_case(
        account=world.account("ACC-002"),
        contract=world.contract("K-002"),
        started=world.today,
        by=SYSTEM,
        at=world.at,
    )
    return str(case.pk)
