"""A desk on the small world, as in tests/onboarding."""

from __future__ import annotations

from typing import Any

import pytest

from senro.kernel.access import SYSTEM
from senro.programs.actions import publish_default_method
from tests.onboarding.conftest import Desk


@pytest.fixture
def desk(world: Any) -> Desk:
    """A desk on the small world."""
    publish_default_method(by=SYSTEM, at=world.at)
    return Desk(world)
