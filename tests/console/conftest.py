"""Signed-in browsers on the small world, with business time standing still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.onboarding.conftest import Desk
from tests.world import publish_method

Browser = Callable[..., Client]


@pytest.fixture
def desk(world: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The small world with the default method, seen at its own noon."""
    monkeypatch.setenv("SENRO_NOW", world.at.isoformat())
    publish_method(world.at)
    return Desk(world)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    """`browser("csm_ent")` is that person's browser, in English."""

    def sign_in(name: str, **more: Any) -> Client:
        client = Client(headers={"accept-language": "en"}, **more)
        client.force_login(
            desk.world.people[name],
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        client.get("/sign-in/profile/")
        return client

    return sign_in
