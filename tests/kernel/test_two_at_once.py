"""Two people who keep a list under one name at one moment."""

from __future__ import annotations

import pytest

from senro.kernel.actions import choose_view, save_view
from senro.kernel.models import DefaultView, Fact, View
from tests.at_once import both
from tests.world import build_world

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_one_name_saved_by_two_at_once_is_one_view():
    world = build_world()

    def saves(tier):
        by, query = world.actor("csm_mm"), {"filters": {"tier": [tier]}}
        return lambda: save_view(
            key="v1", list="accounts", name="要注意", query=query, by=by, at=world.at
        )

    done = both(*(saves(tier) for tier in ("ENT", "MM", "SMB")))
    assert sorted(one.created for one in done) == [False, False, True]
    view = View.objects.living().get(key="v1")
    assert view.version == 3
    assert Fact.objects.filter(verb="kernel.view.saved").count() == 3


def test_a_list_opens_in_one_view_when_two_are_chosen_at_once():
    world = build_world()
    by = world.actor("csm_mm")

    def view(key):
        saved = save_view(key=key, list="accounts", name=key, query={}, by=by, at=world.at)
        return lambda: choose_view(list="accounts", view=saved.row, by=by, at=world.at)

    both(view("v1"), view("v2"))
    assert DefaultView.objects.living().count() == 1
