"""A desk on the small world, as in tests/onboarding; the world is built once for each file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.onboarding.conftest import Desk
from tests.world import World, build_world, publish_method


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """The world with the method published, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        publish_method(world.at)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def desk(built: World, db: Any) -> Desk:
    """A desk on a copy of the rows, so that no test sees what another did with them."""
    return Desk(copy.deepcopy(built))
