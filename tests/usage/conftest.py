"""A sender with a write key, and a lake of the test's own."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from senro.kernel import clock
from senro.kernel.duties import run_duties
from senro.kernel.keys import digest_of
from senro.kernel.models import ApiKey
from tests.api.conftest import Caller

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_lake(lake_folder, monkeypatch):
    monkeypatch.setenv("SENRO_NOW", NOW.isoformat())


def new_key(person, scope="ingest", name="product"):
    """A key and its secret."""
    secret = "sk_" + secrets.token_urlsafe(24)
    key = ApiKey.objects.create(
        name=name, person=person, scope=scope, digest=digest_of(secret), prefix=secret[:8],
        created_at=NOW,
    )  # fmt: skip
    return key, secret


class Sender:
    """A program that sends events."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client()

    def post(self, body: Any, **headers: str) -> Any:
        """To our own address."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en", **headers}
        return self.client.generic(
            "POST", "/api/v1/events", raw, content_type="application/json", headers=headers
        )

    def segment(self, name: str, body: Any, **more: Any) -> Any:
        """To Segment's."""
        basic = base64.b64encode(f"{self.secret}:".encode()).decode()
        headers = more.pop("headers", {"Authorization": f"Basic {basic}"})
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        content_type = more.pop("content_type", "application/json")
        return self.client.generic(
            "POST", f"/v1/{name}", raw, content_type=content_type, headers=headers
        )


@pytest.fixture
def sender(world):
    """A sender with an ingest key of the administrator's."""
    _key, secret = new_key(world.people["admin"])
    return Sender(secret)


@pytest.fixture
def told(world, sender):
    """ACC-001: three users lately, two of them this week. ACC-002: one, long ago."""
    days = {"ACC-001": ((0, "U-1"), (1, "U-2"), (10, "U-3"), (10, "U-1")), "ACC-002": ((60, "V"),)}
    events = [
        {"id": f"{account}-{number}", "event": f"e{number % 2}", "account": account,
         "end_user": user, "at": (NOW - timedelta(days=back, hours=1)).isoformat()}
        for account, rows in days.items() for number, (back, user) in enumerate(rows)
    ]  # fmt: skip
    assert sender.post({"batch": events}).status_code == 200
    work()
    return world


def work(at=NOW):
    """What the worker does in its rounds until nothing is left."""
    while run_duties(at=at, clock=clock.machine_now):
        pass


@pytest.fixture
def admin(world):
    _key, secret = new_key(world.people["admin"], scope="write")
    return Caller(secret)
