"""Saved views: whose they are, what is wrong with them, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from senro.kernel.actions import choose_view, remove_view, save_view, undo_fact
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.models import Fact, View
from senro.kernel.queries import default_view, visible_views

QUERY = {"where": "mrr > 1", "filters": {"tier": ["MM"]}, "columns": ["name", "mrr"]}


def keep(world: Any, person: str, key: str = "v1", **more: Any) -> View:
    values = {"list": "accounts", "name": "要注意", "query": QUERY, **more}
    return save_view(key=key, by=world.actor(person), at=world.at, **values).row


def names(world: Any, person: str) -> set[str]:
    return {one.key for one in visible_views(world.actor(person), "accounts")}


def test_an_own_view_is_seen_by_nobody_else(world: Any) -> None:
    keep(world, "csm_mm")
    assert names(world, "csm_mm") == {"v1"}
    assert names(world, "manager") == names(world, "specialist_mm") == set()
    with pytest.raises(Missing):
        keep(world, "manager")


def test_a_team_sees_and_changes_its_view_and_others_do_not(world: Any) -> None:
    keep(world, "csm_mm", scope="team", team="mm")
    assert names(world, "specialist_mm") == {"v1"}
    assert names(world, "csm_ent") == set()
    assert keep(world, "specialist_mm", scope="team", team="mm", name="新しい名前").version == 2
    with pytest.raises(Forbidden):
        keep(world, "csm_mm", key="v2", scope="team", team="ent")


def test_a_view_of_everybody_is_kept_by_cs_ops(world: Any) -> None:
    with pytest.raises(Forbidden):
        keep(world, "csm_mm", scope="all")
    keep(world, "cs_ops", scope="all")
    assert names(world, "viewer") == {"v1"}
    with pytest.raises(Forbidden):
        keep(world, "csm_mm", scope="own")


def test_every_wrong_part_of_a_view_is_named(world: Any) -> None:
    wrong = {
        "where": "nope > 1", "filters": {"colour": ["red"]}, "columns": ["name", "shoe"],
        "sort": "shoe", "group": "shoe", "extra": 1,
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        keep(world, "csm_mm", name=" ", query=wrong)
    assert {one.field for one in refused.value.errors} == {
        "name", "query.extra", "query.where", "query.filters.colour", "query.columns.shoe",
        "query.sort", "query.group",
    }  # fmt: skip


def test_saving_the_same_view_twice_leaves_one_fact_and_its_removal_is_undone(world: Any) -> None:
    view = keep(world, "csm_mm")
    keep(world, "csm_mm")
    assert Fact.objects.filter(verb="kernel.view.saved").count() == 1
    actor = world.actor("csm_mm")
    choose_view(list="accounts", view=view, by=actor, at=world.at)
    assert default_view(actor, "accounts") == view
    remove_view(view=view, by=actor, at=world.at)
    assert default_view(actor, "accounts") is None
    assert names(world, "csm_mm") == set()
    fact = Fact.objects.get(verb="kernel.view.removed")
    undo_fact(fact=fact, by=actor, at=world.at)
    assert names(world, "csm_mm") == {"v1"}
    assert default_view(actor, "accounts") == view
