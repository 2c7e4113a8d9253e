"""A whole import goes back, but for what was touched or built on since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from senro.customers.actions import put_account
from senro.customers.models import Account, Contact
from senro.exchange.actions import NotDone, redo_import, undo_import
from senro.exchange.models import Import
from senro.kernel.errors import Forbidden
from senro.kernel.models import Fact

from .importing import NOON, counts, load, write

pytestmark = pytest.mark.postgres

HEADER = ["顧客コード", "会社名", "業種"]


def living() -> set[str]:
    return set(Account.objects.living().filter(key__startswith="N-").values_list("key", flat=True))


def test_undo_takes_a_whole_import_back_and_redo_brings_it_again(
    world: Any, tmp_path: Path
) -> None:
    rows = [HEADER, *([f"N-{n}", f"会社{n}", "物流"] for n in range(5)), ["ACC-001", "", "製造"]]
    path = write(tmp_path, rows)
    industry = world.account("ACC-001").industry
    assert counts(load(world, "accounts", path)) == (5, 1, 0, 0)
    row, by = Import.objects.get(), world.actor("cs_ops")
    undone = undo_import(import_row=row, by=by, at=NOON)
    assert (undone.restored, undone.kept) == (6, [])
    assert living() == set() and world.account("ACC-001").industry == industry
    with pytest.raises(NotDone):
        undo_import(import_row=row, by=by, at=NOON)
    assert redo_import(import_row=row, by=by, at=NOON).restored == 6
    assert len(living()) == 5 and world.account("ACC-001").industry == "製造"
    assert counts(load(world, "accounts", path)) == (0, 0, 6, 0)
    assert undo_import(import_row=row, by=by, at=NOON).restored == 6


def test_each_row_that_goes_back_says_so_in_its_own_record(world: Any, tmp_path: Path) -> None:
    load(world, "accounts", write(tmp_path, [HEADER, ["N-1", "一番", ""]]))
    done = undo_import(import_row=Import.objects.get(), by=world.actor("admin"), at=NOON)
    [fact] = Fact.objects.filter(verb="kernel.fact.undone")
    assert (fact.subject_kind, fact.cause) == ("account", done.fact_id)
    assert fact.undoes == Fact.objects.get(verb="customers.account.saved").id


def test_rows_that_were_changed_since_stay_and_are_named(world: Any, tmp_path: Path) -> None:
    load(
        world,
        "accounts",
        write(tmp_path, [HEADER, *([f"N-{n}", f"会社{n}", ""] for n in range(4))]),
    )
    by = world.actor("cs_ops")
    put_account(key="N-2", fields={"name": "新しい名前"}, by=by, at=NOON)
    undone = undo_import(import_row=Import.objects.get(), by=by, at=NOON)
    assert living() == {"N-2"}
    [kept] = undone.kept
    assert (
        kept["row"] == f"account:{Account.objects.get(key='N-2').pk}" and "name" in kept["fields"]
    )


def test_a_row_that_agrees_with_the_file_again_goes_back_and_its_record_keeps_all_of_it(
    world: Any, tmp_path: Path
) -> None:
    """By values, not by order: decision 0015."""
    account, by = world.account("ACC-001"), world.actor("cs_ops")
    was = account.industry
    load(world, "accounts", write(tmp_path, [HEADER, ["ACC-001", "", "製造"]]))
    for industry in ("小売", "製造"):
        put_account(key="ACC-001", fields={"industry": industry}, by=by, at=NOON)
    before = Fact.objects.count()
    undone = undo_import(import_row=Import.objects.get(), by=by, at=NOON)
    assert (undone.restored, undone.kept) == (1, [])
    assert world.account("ACC-001").industry == was
    assert Fact.objects.filter(verb="customers.account.saved", subject_id=account.pk).count() == 3
    assert Fact.objects.count() == before + 2
    redo_import(import_row=Import.objects.get(), by=by, at=NOON)
    assert world.account("ACC-001").industry == "製造"


def test_rows_that_something_living_builds_on_stay(world: Any, tmp_path: Path) -> None:
    load(world, "accounts", write(tmp_path, [HEADER, ["N-1", "一番", ""], ["N-2", "二番", ""]]))
    accounts = Import.objects.get()
    contacts = [["顧客コード", "氏名", "役割", "メール"], ["N-1", "山田", "管理者", "y@example.jp"]]
    load(world, "contacts", write(tmp_path, contacts))
    by = world.actor("cs_ops")
    [kept] = undo_import(import_row=accounts, by=by, at=NOON).kept
    assert kept["dependents"] == [f"contact:{Contact.objects.get(email='y@example.jp').pk}"]
    assert living() == {"N-1"}


def test_an_account_and_its_child_of_one_import_go_back_together(
    world: Any, tmp_path: Path
) -> None:
    rows = [["key", "name", "parent"], ["N-2", "child", "N-1"], ["N-1", "parent", ""]]
    assert load(world, "accounts", write(tmp_path, rows)).created == 2
    assert undo_import(import_row=Import.objects.get(), by=world.actor("admin"), at=NOON).kept == []
    assert living() == set()


def test_contracts_go_back_with_their_terms_and_products(world: Any, tmp_path: Path) -> None:
    from senro.customers.models import ContractTerm, Product

    rows = [
        ["key", "account", "product", "mrr", "start"],
        ["K-9", "ACC-004", "新製品", "10", "2026-04-01"],
    ]
    load(world, "contracts", write(tmp_path, rows))
    undo_import(import_row=Import.objects.get(), by=world.actor("admin"), at=NOON)
    assert not Product.objects.living().filter(name="新製品").exists()
    assert not ContractTerm.objects.living().filter(contract__key="K-9").exists()


def test_the_number_of_statements_does_not_grow_with_what_goes_back(
    world: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    load(
        world,
        "accounts",
        write(tmp_path, [HEADER, *([f"N-{n}", f"会社{n}", ""] for n in range(300))]),
    )
    with django_assert_max_num_queries(40):
        undo_import(import_row=Import.objects.get(), by=world.actor("admin"), at=NOON)


def test_only_those_who_import_may_undo(world: Any, tmp_path: Path) -> None:
    load(world, "accounts", write(tmp_path, [HEADER, ["N-1", "一番", ""]]))
    with pytest.raises(Forbidden):
        undo_import(import_row=Import.objects.get(), by=world.actor("manager"), at=NOON)
