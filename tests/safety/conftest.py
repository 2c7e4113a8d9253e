"""A signed-in browser for anybody of the world, at one moment."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "線路をつなぐように2026"


@pytest.fixture(autouse=True)
def friday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Business time stands still at the world's moment."""
    monkeypatch.setenv("SENRO_NOW", "2026-11-20T12:00:00+09:00")


@pytest.fixture
def browser(world: Any) -> Callable[..., Client]:
    """`browser("csm_mm")`: their signed-in browser; `browser()`: nobody's."""

    def of(who: str = "", **options: Any) -> Client:
        client = Client(**options)
        if who:
            client.force_login(world.people[who], backend=BACKEND)
        return client

    return of


@pytest.fixture
def password(world: Any) -> str:
    """A password that the two CSMs have."""
    hashed = _hash_of(PASSWORD)
    for who in ("csm_mm", "csm_ent"):
        world.people[who].password = hashed
        world.people[who].save()
    return PASSWORD


@functools.cache
def _hash_of(password: str) -> str:
    return make_password(password)


@pytest.fixture
def limits(db: Any) -> None:
    """The table that rate limits count in, empty."""
    call_command("createcachetable", verbosity=0)
    cache.clear()
