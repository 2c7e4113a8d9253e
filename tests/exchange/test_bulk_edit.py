"""The same change to many rows: seen first, done as one, refused by name, undone as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.customers.actions import define_custom_field, put_account, put_rows
from senro.customers.models import Account
from senro.exchange.actions import redo_bulk_edit, undo_bulk_edit
from senro.exchange.actions.bulk_edits import NotDone
from senro.exchange.editing import chosen_keys, preview
from senro.exchange.editing.run import edit_in_bulk
from senro.kernel.access import SYSTEM
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact
from senro.onboarding.actions import edit_case, open_case
from senro.onboarding.models import Case, CaseOwner, Task
from tests.onboarding.conftest import Desk, desk

__all__ = ["desk"]
KEYS = ["ACC-001", "ACC-002", "ACC-003", "ACC-004"]


def run(world: Any, fields: Any, name: str = "manager", keys: Any = KEYS, **more: Any) -> Any:
    return edit_in_bulk(
        target=more.get("target", "accounts"), keys=keys, fields=fields,
        by=world.actor(name), at=world.at,
    )  # fmt: skip


@pytest.mark.postgres
def test_what_the_preview_says_is_what_happens_and_all_of_it_is_undone(world: Any) -> None:
    fields = {"tier": "MM", "owner": world.email("csm_mm")}
    before = list(Account.objects.order_by("pk").values())
    told = preview("accounts", KEYS, fields, by=world.actor("manager"), at=world.at)
    assert list(Account.objects.order_by("pk").values()) == before
    bulk = run(world, fields)
    assert (bulk.changed, bulk.unchanged, bulk.refused) == (
        told.changed, told.unchanged, told.refused,
    )  # fmt: skip
    assert set(Account.objects.values_list("tier", "owner__name")) == {("MM", "csm_mm")}
    outer = Fact.objects.get(verb="exchange.bulk.edited")
    assert Fact.objects.filter(cause=outer.id).count() == bulk.changed
    manager = world.actor("manager")
    undone = undo_bulk_edit(bulk=bulk, by=manager, at=world.at)
    assert (undone.restored, undone.kept) == (bulk.changed, [])
    assert list(Account.objects.order_by("pk").values_list("tier", "owner_id")) == [
        (row["tier"], row["owner_id"]) for row in before
    ]
    with pytest.raises(NotDone):
        undo_bulk_edit(bulk=bulk, by=manager, at=world.at)
    redo_bulk_edit(bulk=bulk, by=manager, at=world.at)
    assert set(Account.objects.values_list("tier", flat=True)) == {"MM"}


def test_rows_that_may_not_be_changed_are_named_and_stay(world: Any) -> None:
    bulk = run(world, {"industry": "運輸"}, name="csm_mm")
    assert {row["key"] for row in bulk.refusals} == {"ACC-001"}
    assert all(row["why"] for row in bulk.refusals)
    assert world.account("ACC-001").industry != "運輸"
    assert world.account("ACC-002").industry == "運輸"
    with pytest.raises(Forbidden):
        run(world, {"industry": "小売"}, name="csm_mm", keys=["ACC-001"])
    assert Fact.objects.filter(verb="exchange.bulk.edited").count() == 1


def test_wrong_values_are_all_named_and_nothing_is_written(world: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(world, {"tier": "XL", "name": "x", "custom.nope": 1})
    assert {one.field for one in refused.value.errors} == {"tier", "name", "custom.nope"}
    with pytest.raises(Invalid):
        run(world, {"owner": "nobody@example.jp"})
    assert not Fact.objects.filter(verb__startswith="exchange.bulk").exists()


def test_what_was_changed_since_is_left_by_the_undo_and_listed(world: Any) -> None:
    bulk = run(world, {"industry": "運輸"})
    put_account(key="ACC-002", fields={"industry": "小売"}, by=world.actor("manager"), at=world.at)
    undone = undo_bulk_edit(bulk=bulk, by=world.actor("manager"), at=world.at)
    assert len(undone.kept) == 1
    assert world.account("ACC-002").industry == "小売"
    assert world.account("ACC-001").industry != "運輸"


def test_own_fields_and_parents_change_too(world: Any) -> None:
    define_custom_field(
        subject="account", code="region", type="text", label_ja="地域", by=SYSTEM, at=world.at
    )
    run(world, {"custom.region": "東日本", "parent": "ACC-001"}, keys=KEYS[1:])
    assert world.account("ACC-003").custom == {"region": "東日本"}
    assert world.account("ACC-004").parent.key == "ACC-001"
    told = preview("accounts", KEYS, {"parent": "ACC-002"}, by=SYSTEM, at=world.at)
    assert {one.key for one in told.refusals} == {"ACC-001", "ACC-002"}


def test_ten_thousand_accounts_cost_no_more_questions_than_a_hundred(world: Any) -> None:
    def asked(many: int, industry: str) -> int:
        rows = [{"key": f"B-{n:05}", "name": f"顧客 {n}"} for n in range(many)]
        put_rows(kind="accounts", rows=rows, by=SYSTEM, at=world.at)
        keys = chosen_keys("accounts", SYSTEM, at=world.at, asked={"q": "顧客"})
        with CaptureQueriesContext(connection) as seen:
            bulk = run(world, {"industry": industry}, keys=keys)
        assert bulk.changed == many
        return len(seen)

    few = asked(100, "運輸")
    # One more round of statements for each further piece of 5,000.
    assert asked(10_000, "小売") <= few * 2


def test_the_list_that_is_meant_is_the_one_that_may_be_seen(world: Any) -> None:
    partner = world.actor("partner")
    assert chosen_keys("accounts", partner, at=world.at, asked={}) == ["ACC-003"]
    assert chosen_keys("accounts", partner, at=world.at, keys=KEYS) == ["ACC-003"]


@pytest.mark.postgres
def test_cases_get_another_lead_and_team_with_dates_and_undo(world: Any, desk: Desk) -> None:
    cases = [
        open_case(
            account=world.account(f"ACC-00{n}"), contract=world.contract(f"K-00{n}"),
            owner=world.people["csm_mm"], started=world.today, by=SYSTEM, at=world.at,
        )
        for n in (1, 2)
    ]  # fmt: skip
    due = dict(Task.objects.exclude(due_on=None).values_list("pk", "due_on"))
    ids = [str(one.pk) for one in cases]
    fields = {"owner": world.email("specialist_mm"), "team": "ent", "move_todos": 2}
    told = preview("cases", ids, fields, by=world.actor("manager"), at=world.at)
    bulk = run(world, fields, keys=ids, target="cases")
    assert (told.changed, bulk.changed) == (2, 2)
    assert set(Case.objects.values_list("owner__name", "team__key")) == {("specialist_mm", "ent")}
    living = CaseOwner.objects.living().filter(until=None)
    assert set(living.values_list("person__name", flat=True)) == {"specialist_mm"}
    assert all(one.due_on > due[one.pk] for one in Task.objects.exclude(due_on=None))
    undo_bulk_edit(bulk=bulk, by=world.actor("manager"), at=world.at)
    assert set(Case.objects.values_list("owner__name", flat=True)) == {"csm_mm"}
    assert dict(Task.objects.exclude(due_on=None).values_list("pk", "due_on")) == due
    assert CaseOwner.objects.living().filter(until=None).count() == 2


def test_a_step_of_the_status_is_taken_where_the_machine_allows_it(world: Any, desk: Desk) -> None:
    cases = [
        open_case(
            account=world.account(f"ACC-00{n}"), contract=world.contract(f"K-00{n}"),
            started=world.today, by=SYSTEM, at=world.at,
        )
        for n in (1, 2)
    ]  # fmt: skip
    Case.objects.filter(pk=cases[1].pk).update(status="handed_over")
    ids = [str(one.pk) for one in cases]
    bulk = run(world, {"step": "mark_stalled", "reason": "連絡なし"}, keys=ids, target="cases")
    assert (bulk.changed, bulk.refused) == (1, 1)
    assert Case.objects.get(pk=cases[0].pk).status == "stalled"
    assert Case.objects.get(pk=cases[1].pk).status == "handed_over"


def test_one_case_is_edited_where_it_stands(world: Any, desk: Desk) -> None:
    case = open_case(account=world.account("ACC-002"), contract=world.contract("K-002"),
                     started=world.today, by=SYSTEM, at=world.at)  # fmt: skip
    fields = {"owner": world.email("specialist_mm")}
    edit_case(case=case, fields=fields, by=world.actor("csm_mm"), at=world.at)
    edit_case(case=case, fields=fields, by=world.actor("csm_mm"), at=world.at)
    assert Fact.objects.filter(verb="onboarding.case.edited").count() == 1
    with pytest.raises(Forbidden):
        edit_case(case=case, fields=fields, by=world.actor("csm_ent"), at=world.at)
