"""A lake of the test's own, and the small world with events."""

from __future__ import annotations

import pytest

from tests.usage.conftest import NOW, Sender, new_key


@pytest.fixture(autouse=True)
def _own_lake(lake_folder, monkeypatch):
    monkeypatch.setenv("SENRO_NOW", NOW.isoformat())


@pytest.fixture
def product(world):
    """A product that sends events."""
    return Sender(new_key(world.people["admin"])[1])
