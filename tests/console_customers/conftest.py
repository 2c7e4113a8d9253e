"""People of the small world in a browser without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def friday_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Business time stands still at the world's moment."""
    monkeypatch.setenv("SENRO_NOW", "2026-11-20T12:00:00+09:00")


@pytest.fixture
def browser(world: Any) -> Callable[[str], Client]:
    """`browser("csm_mm")`: signed in as a person of the world."""

    def sign_in(name: str, language: str = "en") -> Client:
        client = Client(headers={"Accept-Language": language})
        client.cookies["django_language"] = language
        client.force_login(world.people[name])
        return client

    return sign_in


@pytest.fixture
def manager(browser: Any) -> Client:
    """Sees and changes all."""
    return browser("manager")


def text_of(answer: Any) -> str:
    """The page as text."""
    return answer.content.decode()
