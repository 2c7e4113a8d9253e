"""A sender with a write key, and a lake of the test's own."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from senro.kernel.keys import digest_of
from senro.kernel.models import ApiKey

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
