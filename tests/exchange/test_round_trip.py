"""Cases through a file and back: what one cell cannot say comes back too."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from senro.customers.actions import put_account, set_self_onboarding
from senro.customers.models import Product
from senro.exchange.exporting import export_kinds
from senro.kernel.access import SYSTEM
from senro.kernel.actions import decide_approval
from senro.kernel.models import Approval
from senro.onboarding.models import (
    Attempt,
    Case,
    CaseCriterion,
    CaseOwner,
    CaseStatus,
    CriteriaPromise,
    PhaseCompletion,
    SiteWave,
    Task,
    Waiver,
    Watch,
)
from senro.programs.actions import publish_default_method
from tests.world import LONG_AGO

from .importing import counts, load, write

pytestmark = [pytest.mark.django_db]
CASES = ["key", "account", "contract", "started", "phase", "self_onboarding", "waves", "details"]


def cases_file(folder: Path, *rows: dict[str, Any]) -> Path:
    return write(folder, [CASES, *([row.get(name, "") for name in CASES] for row in rows)])


@pytest.fixture
def method(world):
    publish_default_method(by=SYSTEM, at=LONG_AGO)


def test_CO_03_files_know_which_product_customers_set_up_on_their_own(world, method, tmp_path):
    product = Product.objects.get(pk=world.product.pk)
    file = write(tmp_path, [
        ["プロダクトコード", "プロダクト名", "セルフ導入"],
        [product.key, product.name, "セルフ完結"],
        ["SHINSEI", "申請", ""],
        ["X", "X", "半分"],
    ])  # fmt: skip
    found = load(world, "products", file)
    assert counts(found) == (1, 1, 0, 1)
    assert dict(Product.objects.living().values_list("key", "self_onboarding")) == {
        product.key: "full", "SHINSEI": "aid",
    }  # fmt: skip
    export_kinds(["products"], tmp_path, by=world.actor("cs_ops"))
    assert counts(load(world, "products", tmp_path / "products.csv")) == (0, 0, 2, 0)

    for account in ("ACC-001", "ACC-002"):
        tier = {"ACC-001": "ENT", "ACC-002": "SMB"}[account]
        put_account(key=account, fields={"tier": tier}, by=SYSTEM, at=world.at)
    file = cases_file(
        tmp_path,
        {"key": "C-1", "account": "ACC-001", "contract": "K-001", "started": "2026-11-02"},
        {"key": "C-2", "account": "ACC-002", "contract": "K-002", "started": "2026-11-02"},
        {"key": "C-3", "account": "ACC-003", "contract": "K-003", "started": "2026-11-02",
         "self_onboarding": "full"},
    )  # fmt: skip
    assert counts(load(world, "cases", file))[:1] == (3,)
    began = dict(Attempt.objects.values_list("key", "self_onboarding"))
    # As the product says, of the tiers that the policy allows; a file that says it itself is right.
    assert began == {"C-1": "aid", "C-2": "full", "C-3": "full"}
    export_kinds(["cases"], tmp_path, by=world.actor("cs_ops"))
    set_self_onboarding(product=product, value="aid", by=SYSTEM, at=world.at)
    assert counts(load(world, "cases", tmp_path / "cases.csv")) == (0, 0, 3, 0)


def emptied() -> None:
    """As if the cases had never been here."""
    for model in (
        Waiver, CriteriaPromise, CaseCriterion, PhaseCompletion, SiteWave, Task, Watch, CaseStatus,
        CaseOwner, Attempt, Case,
    ):  # fmt: skip
        model.objects.all()._raw_delete("default")


def test_a_case_comes_back_from_its_file_with_sites_options_customs_waivers_and_dates(
    world, method, tmp_path
):
    details = {
        "target_end": "2027-03-31",
        "phases": {"P1": "2026-11-05T10:00:00+09:00"},
        "waves": [
            {"name": "川崎", "site": "川崎工場", "order": 1, "mode": "pilot_then_spread",
             "phases": {"P1": "2026-11-05T10:00:00+09:00", "P2": "2026-11-15T10:00:00+09:00"}},
            {"name": "大阪", "order": 2},
        ],
        "criteria": [
            {"code": "own-1", "title_ja": "工場長が毎週見る", "title_en": "Seen weekly",
             "element": "value", "kind": "human", "custom": True, "waiver": "試験なし"},
            {"code": "own-2", "title_ja": "全工場", "title_en": "All plants", "element": "goal",
             "kind": "human", "custom": True, "approval": "pending", "asked": "部長の希望"},
            {"code": "own-3", "title_ja": "紙ゼロ", "title_en": "No paper", "element": "goal",
             "kind": "human", "custom": True, "approval": "refused", "asked": "夢",
             "answer": "測れない", "decided_at": "2026-11-12T10:00:00+09:00"},
            {"code": "forms_in_operation", "title_ja": "帳票", "title_en": "Forms",
             "element": "structure", "kind": "metric", "rule": "events_28d >= 1", "per": "site",
             "option": "multi_site", "threshold": 0.8, "met_at": "2026-11-10T10:00:00+09:00",
             "evidence": "3/3"},
            {"code": "own-4", "title_ja": "週報", "title_en": "Weekly", "element": "goal",
             "kind": "human", "custom": True, "waiver_asked": {"reason": "先方の都合"}},
            {"code": "own-5", "title_ja": "月報", "title_en": "Monthly", "element": "goal",
             "kind": "human", "custom": True, "waiver_asked": {
                 "reason": "不要", "decision": "refused", "answer": "要る",
                 "decided_at": "2026-11-12T10:00:00+09:00"}},
        ],
    }  # fmt: skip
    file = cases_file(tmp_path, {
        "key": "C-1", "account": "ACC-001", "contract": "K-001", "started": "2026-11-02",
        "phase": "P2", "waves": "名古屋", "details": json.dumps(details, ensure_ascii=False),
    })  # fmt: skip
    first = load(world, "cases", file)
    assert counts(first) == (1, 0, 0, 0), first.rejects

    def exported(name: str) -> dict[str, str]:
        export_kinds(["cases"], tmp_path / name, by=world.actor("cs_ops"))
        with (tmp_path / name / "cases.csv").open(encoding="utf-8-sig", newline="") as stream:
            [row] = csv.DictReader(stream)
        return row

    before = exported("before")
    emptied()
    again = load(world, "cases", tmp_path / "before" / "cases.csv")
    assert counts(again) == (1, 0, 0, 0), again.rejects
    assert exported("after") == before
    assert counts(load(world, "cases", tmp_path / "after" / "cases.csv")) == (0, 0, 1, 0)

    told = json.loads(before["details"])
    assert told["target_end"] == "2027-03-31" and set(told["phases"]) == {"P1"}
    assert [one["name"] for one in told["waves"]] == ["川崎", "大阪", "名古屋"]
    assert told["waves"][0]["site"] == "川崎工場" and set(told["waves"][0]["phases"]) == {
        "P1",
        "P2",
    }
    by_code = {one["code"]: one for one in told["criteria"]}
    assert by_code["own-1"]["custom"] and by_code["own-1"]["waiver"] == "試験なし"
    assert by_code["forms_in_operation"]["option"] == "multi_site"
    own = CaseCriterion.objects.living().get(code="own-1")
    assert own.approval == "approved" and own.waivers.count() == 1
    # So do the waivers that somebody asked for: once, however often the file comes.
    assert by_code["own-4"]["waiver_asked"] == {"reason": "先方の都合"}
    assert by_code["own-5"]["waiver_asked"]["answer"] == "要る"
    asked = Approval.objects.filter(
        kind="criterion_waiver",
        subject_id__in=CaseCriterion.objects.living()
        .filter(code__in=["own-4", "own-5"])
        .values("pk"),
    )
    assert sorted(asked.values_list("decision", "decision_reason")) == [
        ("", ""),
        ("refused", "要る"),
    ]
    # What waits stands before the managers again; what was refused stays refused, and why.
    assert "own-2" not in before["criteria"] and "own-3" not in before["criteria"]
    waits, refused = (
        Approval.objects.living().get(subject_id=CaseCriterion.objects.living().get(code=code).pk)
        for code in ("own-2", "own-3")
    )
    assert (waits.decision, waits.reason) == ("", "部長の希望")
    assert (refused.decision, refused.decision_reason) == ("refused", "測れない")
    decide_approval(approval=waits, decision="approve", by=world.actor("manager"), at=world.at)
    assert CaseCriterion.objects.living().get(code="own-2").approval == "approved"


@pytest.mark.parametrize(
    "details",
    ['{"waves": [{"name": ""}]}', '{"phases": {"P9": "2026-11-05T10:00:00+09:00"}}', '{"more": 1}',
     '{"criteria": [{"code": "a"}]}', '{"phases": {"P1": "2026-11-05T10:00:00"}}', "[]"],
)  # fmt: skip
def test_details_that_are_wrong_are_refused_with_their_row(world, method, tmp_path, details):
    file = cases_file(
        tmp_path,
        {"key": "C-1", "account": "ACC-001", "contract": "K-001", "started": "2026-11-02",
         "phase": "P1", "details": details},
    )  # fmt: skip
    found = load(world, "cases", file)
    assert counts(found) == (0, 0, 0, 1)
    assert "details" in str(found.rejects[0])
    assert not Case.objects.exists()


def test_a_file_approves_no_criterion_that_waits_for_a_manager_here(world, method, tmp_path):
    row = {"key": "C-1", "account": "ACC-001", "contract": "K-001", "started": "2026-11-02"}
    load(world, "cases", cases_file(tmp_path, row))
    attempt = Attempt.objects.get()
    CaseCriterion.objects.create(
        attempt=attempt, code="own-1", element="value", kind="human", title_ja="x", title_en="x",
        custom=True, approval="pending", created_at=world.at,
    )  # fmt: skip
    said = {"code": "own-1", "title_ja": "y", "title_en": "y", "element": "value", "kind": "human",
            "custom": True}  # fmt: skip
    file = cases_file(tmp_path, {**row, "details": json.dumps({"criteria": [said]})})
    assert counts(load(world, "cases", file)) == (0, 0, 1, 0)
    own = CaseCriterion.objects.get(code="own-1")
    assert (own.approval, own.title_ja) == ("pending", "x")
