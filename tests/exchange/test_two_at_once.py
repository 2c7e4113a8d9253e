"""Two who change many rows, or take in or take back one file, at one moment."""

from __future__ import annotations

from itertools import pairwise

import pytest

from senro.customers.actions import put_account
from senro.customers.models import Account
from senro.exchange.actions import (
    map_import,
    receive_import,
    redo_bulk_edit,
    start_import,
    undo_bulk_edit,
    undo_whole,
)
from senro.exchange.editing.run import edit_in_bulk
from senro.exchange.importing import run_import
from senro.kernel.models import Fact
from tests.at_once import both
from tests.world import build_world

from .importing import NOON

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]
KEYS = ["ACC-001", "ACC-002", "ACC-003", "ACC-004"]
ROWS = 40


@pytest.fixture
def world():
    return build_world()


def edits(world, **fields):
    return lambda: edit_in_bulk(
        target="accounts", keys=KEYS, fields=fields, by=world.actor("manager"), at=world.at
    )


def told(key):
    """What the facts say happened to a row, one change after another."""
    row = Account.objects.get(key=key)
    facts = Fact.objects.filter(subject_kind="account", subject_id=row.pk).order_by("seq")
    return row, [fact for fact in facts if fact.after]


def test_of_two_changes_of_the_same_rows_one_follows_the_other_and_both_are_told(world):
    one, two = both(edits(world, tier="MM"), edits(world, tier="ENT"))
    assert {one.state, two.state} == {"done"}
    for key in KEYS:
        row, facts = told(key)
        for before, after in pairwise(facts):
            assert before.after["tier"] == after.before["tier"]
        assert facts[-1].after["tier"] == row.tier
    assert Account.objects.filter(tier__in=("MM", "ENT")).values("tier").distinct().count() == 1


def test_a_change_of_many_rows_and_one_of_a_single_row_do_not_lose_each_other(world):
    both(
        edits(world, tier="MM"),
        lambda: put_account(
            key="ACC-001", fields={"industry": "小売", "tier": "SMB"}, by=world.actor("manager"),
            at=world.at,
        ),
    )  # fmt: skip
    row, facts = told("ACC-001")
    assert row.industry == "小売" and row.tier == facts[-1].after["tier"]
    assert row.version == 1 + len(facts)


def test_a_change_that_two_take_back_at_once_is_taken_back_once(world):
    before = dict(Account.objects.values_list("key", "tier"))
    bulk = edits(world, tier="MM")()
    by = world.actor("manager")
    both(*[lambda: undo_bulk_edit(bulk=bulk, by=by, at=world.at)] * 2)
    assert dict(Account.objects.values_list("key", "tier")) == before
    assert Fact.objects.filter(verb="exchange.bulk.undone").count() == 1
    both(*[lambda: redo_bulk_edit(bulk=bulk, by=by, at=world.at)] * 2)
    assert set(Account.objects.values_list("tier", flat=True)) == {"MM"}


def waiting(world):
    """An import that somebody has looked at."""
    import io

    text = "key,name\n" + "".join(f"N-{n:02},会社{n}\n" for n in range(ROWS))
    by = world.actor("cs_ops")
    row = receive_import(
        kind="accounts", stream=io.BytesIO(text.encode()), file_name="in.csv", by=by, at=NOON
    )
    return map_import(
        import_row=row, mapping={"key": "key", "name": "name"}, options={}, by=by, at=NOON
    )


def takes_in(world, row):
    by = world.actor("cs_ops")
    return lambda: run_import(start_import(import_row=row, by=by, at=NOON, in_worker=False))


def living():
    return Account.objects.living().filter(key__startswith="N-").count()


def test_an_import_that_two_begin_at_once_is_taken_in_once(world):
    row = waiting(world)
    both(takes_in(world, row), takes_in(world, row))
    row.refresh_from_db()
    assert (row.state, row.created, living()) == ("committed", ROWS, ROWS)
    assert Fact.objects.filter(verb="exchange.import.committed").count() == 1
    assert Fact.objects.filter(verb="customers.account.saved").count() == ROWS


def test_an_import_undone_while_it_is_taken_in_is_there_or_gone_but_never_in_part(world):
    row = waiting(world)
    by = world.actor("cs_ops")
    both(takes_in(world, row), lambda: undo_whole(import_row=row, by=by, at=NOON))
    row.refresh_from_db()
    assert (row.state, living()) in (("committed", ROWS), ("undone", 0))
    both(*[lambda: undo_whole(import_row=row, by=by, at=NOON)] * 2)
    row.refresh_from_db()
    assert (row.state, living()) == ("undone", 0)
    assert Fact.objects.filter(verb="exchange.import.undone").count() == 1
