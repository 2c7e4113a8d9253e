"""Criteria sets are revised with a manager's word; completion needs its three steps; outcomes are told."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta

import pytest

from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.models import Version
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding import actions
from senro.onboarding.models import Attempt
from senro.programs.queries import default_text
from tests.world import LONG_AGO

EFFECT = datetime(2027, 1, 4, 15, tzinfo=UTC)
KICKOFF = {"kind": "kickoff", "confirmed": ["wish", "criteria", "schedule"]}


@pytest.fixture
def here(opened_case):
    return f"/cases/{opened_case}"


def body(name="criteria_set"):
    return copy.deepcopy(from_yaml(default_text(name))[2])


def second():
    wanted = body()
    wanted["label"] = "v2"
    wanted["criteria"][0]["title"] = {"ja": "3帳票", "en": "Three forms"}
    return wanted


def draft(world, wanted):
    ops = world.actor("cs_ops")
    return save_draft(kind="criteria_set", code="standard", body=wanted, by=ops, at=world.at)


def kick_off(world, case, at, written=None):
    fields = {**KICKOFF, "held_at": at}
    actions.record_meeting(case=case, fields=fields, by=SYSTEM, at=written or at)
    return Attempt.objects.get(case=case)


def test_CC_S5_a_revision_is_proposed_discussed_and_approved_with_an_effective_date(
    world, caller, method, monkeypatch, client
):
    ops, manager = caller("cs_ops"), caller("manager")
    draft(world, second())
    early = actions.open_case(
        account=world.account("ACC-002"), contract=world.contract("K-002"),
        started=world.today, by=SYSTEM, at=world.at,
    )  # fmt: skip
    waits = actions.open_case(
        account=world.account("ACC-001"), contract=world.contract("K-001"),
        started=world.today, by=SYSTEM, at=world.at,
    )  # fmt: skip
    slow = actions.open_case(
        account=world.account("ACC-003"), contract=world.contract("K-003"),
        started=world.today, by=SYSTEM, at=world.at,
    )  # fmt: skip
    kick_off(world, early, world.at)
    asked = ops.post(
        "/criteria-sets/standard/proposal",
        {"reason": "KM-18", "due": "2026-12-31", "effective_from": EFFECT.isoformat()},
    )
    assert asked.status_code == 201, asked.content
    assert (asked.json()["due"], asked.json()["kind"]) == ("2026-12-31", "revision")
    assert any("forms_in_operation" in one["what"] for one in asked.json()["changes"])
    path = f"/approvals/{asked.json()['id']}"
    assert ops.post(f"{path}/comments", {"text": "20件の棚卸しから"}).status_code == 201
    assert ops.post(f"{path}/decision", {"decision": "approve"}).status_code == 403
    assert manager.post(f"{path}/decision", {"decision": "approve"}).status_code == 200
    first, later = Version.objects.filter(kind="criteria_set", number__gt=0).order_by("number")
    assert (later.body["label"], later.effective_from) == ("v2", EFFECT)
    # Kicked off before: v1 for good. Opened before and kicked off after: v2, and told so.
    after = EFFECT + timedelta(days=2)
    assert kick_off(world, early, after).criteria_set_id == first.pk
    # The day of the kickoff counts, whenever it is written down.
    assert kick_off(world, waits, EFFECT + timedelta(hours=1), after).criteria_set_id == later.pk
    assert kick_off(world, slow, EFFECT - timedelta(days=1), after).criteria_set_id == first.pk
    told = manager.get(f"/cases/{waits.pk}/criteria-told").json()
    assert told["version"] == "criteria_set/standard@2"
    assert "Three forms" in {one["en"] for one in told["criteria"]}
    kept = manager.get(f"/cases/{early.pk}/criteria-told").json()
    assert kept["version"] == "criteria_set/standard@1"
    # Both are named in the report of what stood behind the last completions.
    Attempt.objects.update(result="success", ended=after.date())
    monkeypatch.setenv("SENRO_NOW", (after + timedelta(days=1)).isoformat())
    found = manager.get("/criteria/variance").json()
    assert [(one["version"], one["cases"]) for one in found["versions"]] == [
        ("criteria_set/standard@1", 2),
        ("criteria_set/standard@2", 1),
    ]
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(world.people["manager"], backend=backend)
    page = client.get("/approvals/").content.decode()
    assert "criteria_set/standard@1 × 2" in page and "criteria_set/standard@2 × 1" in page


def test_a_draft_that_was_changed_after_it_was_proposed_has_to_be_proposed_again(
    world, caller, method
):
    ops, manager = caller("cs_ops"), caller("manager")
    draft(world, second())
    asked = ops.post("/criteria-sets/standard/proposal", {"reason": "x"}).json()
    changed = second()
    changed["criteria"][1]["threshold"] = 90
    draft(world, changed)
    path = f"/approvals/{asked['id']}/decision"
    refused = manager.post(path, {"decision": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_changed")
    ops.post("/criteria-sets/standard/proposal", {"reason": "y"})
    assert manager.post(path, {"decision": "approve"}).status_code == 200


def test_cs_ops_drafts_and_cannot_publish_criteria_alone(world, method):
    from senro.kernel.actions.versions import ApprovalNeeded

    draft(world, second())
    what = {"kind": "criteria_set", "code": "standard", "at": world.at}
    with pytest.raises(ApprovalNeeded):
        publish(by=world.actor("cs_ops"), **what)
    assert publish(by=world.actor("admin"), **what).number == 2


def test_the_switch_lets_cs_ops_publish_alone(world, method):
    policies = body("policies")
    for item in policies["policies"]:
        if item["code"] == "criteria_approval":
            item["value"] = False
    save_draft(kind="policies", code="standard", body=policies, by=SYSTEM, at=world.at)
    publish(kind="policies", code="standard", by=SYSTEM, at=world.at)
    draft(world, second())
    ops = world.actor("cs_ops")
    assert publish(kind="criteria_set", code="standard", by=ops, at=world.at).number == 2


def test_CC_S2_an_unmapped_criterion_is_refused_at_publication(world, caller, method):
    wanted = second()
    del wanted["criteria"][0]["element"]
    draft(world, wanted)
    refused = caller("cs_ops").post("/criteria-sets/standard/proposal", {"reason": "x"})
    assert refused.status_code == 422
    found = {(one["field"], one["code"]) for one in refused.json()["errors"]}
    assert found == {("criteria[forms_in_operation].element", "unmapped")}


def test_CC_S2_two_products_map_their_own_criteria_and_are_compared_by_element(
    world, caller, method
):
    from senro.customers.models import Product

    other = Product.objects.create(key="denki", name="デンキ", created_at=LONG_AGO)
    wanted = body()
    one = wanted["criteria"][0]
    wanted["criteria"] = [
        {**one, "code": "genba_forms", "scope": {"products": ["genba"]}},
        {**one, "code": "denki_bills", "scope": {"products": ["denki"]}},
    ]
    save_draft(kind="criteria_set", code="standard", body=wanted, by=SYSTEM, at=world.at)
    publish(kind="criteria_set", code="standard", by=SYSTEM, at=world.at)
    contract = world.contract("K-001")
    contract.product = other
    contract.save()
    for key, name in (("ACC-001", "K-001"), ("ACC-002", "K-002")):
        actions.open_case(
            account=world.account(key), contract=world.contract(name), started=world.today,
            by=SYSTEM, at=world.at,
        )  # fmt: skip
    rows = {
        (row["product"], row["element"]): row
        for row in caller("viewer").get("/criteria/by-element").json()["items"]
    }
    assert rows["genba", "value"]["criteria"] == rows["denki", "value"]["criteria"] == 1
    assert rows["genba", "value"]["statement"] == rows["denki", "value"]["statement"]


def three_steps(world):
    text = default_text("presets/goal_used_effect")
    kind, code, wanted = from_yaml(text)
    save_draft(kind=kind, code=code, body=wanted, by=SYSTEM, at=LONG_AGO + timedelta(days=1))
    publish(kind=kind, code=code, by=SYSTEM, at=LONG_AGO + timedelta(days=1))
    return actions.open_case(
        account=world.account("ACC-002"), contract=world.contract("K-002"),
        started=world.today, by=SYSTEM, at=world.at,
    )  # fmt: skip


def reasons(who, case):
    phases = who.get(f"/cases/{case.pk}").json()["phases"]
    return {one["code"] for one in phases[4]["gate"]["reasons"]}


def test_CC_S6_completion_waits_until_the_effect_is_felt(world, caller, method):
    csm, case = caller("csm_mm"), three_steps(world)
    here = f"/cases/{case.pk}/criteria"
    csm.put(f"{here}/goal_set", {"evidence": "目標シート"})
    csm.put(f"{here}/in_use", {"proof": {"kind": "metric", "value": 0.9}})
    assert "effect" in reasons(csm, case)
    assert not {"goal", "used"} & reasons(csm, case)
    survey = {"kind": "survey", "value": 3, "who": "本部 堀江"}
    csm.put(f"{here}/effect_felt", {"proof": survey})
    assert "effect" in reasons(csm, case)
    csm.put(f"{here}/effect_felt", {"proof": {**survey, "value": 4}})
    assert not {"effect", "mandatory_criteria"} & reasons(csm, case)


def test_CC_S6_a_measured_KPI_is_as_good_as_an_answer(world, caller, method):
    csm, case = caller("csm_mm"), three_steps(world)
    path = f"/cases/{case.pk}/criteria/effect_felt"
    # A KPI brings its own measure: with the option of the set, and without it.
    bare = {"kind": "metric", "before": 40, "value": 14, "threshold": 15, "better": "lower"}
    assert csm.put(path, {"proof": bare}).json()["state"] == "met"
    assert csm.put(f"{path}/option", {"option": "kpi"}).json()["kind"] == "metric"
    assert "effect" in reasons(csm, case)
    kpi = {"kind": "metric", "before": 40, "value": 18, "threshold": 15, "better": "lower"}
    assert csm.put(path, {"proof": kpi}).json()["state"] == "open"
    done = csm.put(path, {"proof": {**kpi, "value": 14}}).json()
    assert done["state"] == "met" and done["evidence"].startswith("40 → 14")
    assert "effect" not in reasons(csm, case)


def test_CC_S7_completion_needs_an_outcome_that_can_be_told(caller, here):
    csm = caller("csm_mm")
    gate = csm.get(here).json()["phases"][4]["gate"]
    assert "outcome" in {one["code"] for one in gate["reasons"]}
    assert csm.get(f"{here}/outcome").status_code == 404
    parts = {"achieved": "日報 40分→14分", "led_to": "第2工場へ展開"}
    bare = csm.put(f"{here}/outcome", parts)
    assert bare.status_code == 422 and bare.json()["errors"][0]["field"] == "evidence"
    whole = {**parts, "evidence": "https://example.jp/kpi"}
    for name in whole:
        blank = csm.put(f"{here}/outcome", {**whole, name: " "})
        assert [one["field"] for one in blank.json()["errors"]] == [name]
    csm.put(f"{here}/outcome", whole)
    csm.language = "ja"
    told = csm.get(f"{here}/outcome").json()
    assert {name: told[name] for name in parts} == parts
    assert told["period"]["from"] == "2026-11-20"
    assert told["sentence"] == (
        "導入期間(2026/11/20–2026/11/20)で〔日報 40分→14分〕を達成したので〔第2工場へ展開〕"
    )
    csm.language = "en"
    assert "(Nov 20, 2026 – Nov 20, 2026)" in csm.get(f"{here}/outcome").json()["sentence"]
    fact = csm.get("/facts?verb=onboarding.outcome.set").json()["items"][0]
    assert fact["evidence"]["sentence"]["ja"] == told["sentence"]
    gate = csm.get(here).json()["phases"][4]["gate"]
    assert "outcome" not in {one["code"] for one in gate["reasons"]}


def test_R17_the_sets_behind_the_last_completions_are_counted(world, caller, method):
    for number, key in enumerate(("ACC-001", "ACC-002", "ACC-003")):
        case = actions.open_case(
            account=world.account(key), contract=world.contract(key.replace("ACC", "K")),
            started=world.today, by=SYSTEM, at=world.at,
        )  # fmt: skip
        if number == 2:
            actions.choose_option(
                case=case, code="forms_in_operation", option="multi_site", by=SYSTEM, at=world.at
            )
        Attempt.objects.filter(case=case).update(result="success", ended=date(2026, 11, 19))
    found = caller("manager").get("/criteria/variance").json()
    assert (found["cases"], found["distinct"]) == (3, 2)
    assert [one["cases"] for one in found["sets"]] == [2, 1]


def test_CC_S2_a_preset_is_taken_and_an_open_draft_is_not_lost(caller, method):
    ops, path = caller("cs_ops"), "/criteria-sets/standard/preset"
    known = {one["preset"]: one["body"] for one in ops.get("/criteria-presets").json()["items"]}
    assert set(known) == {"KM", "SH"}
    made = ops.post(path, {"preset": "SH"})
    assert made.status_code == 201 and made.json()["problems"] == []
    assert made.json()["draft"]["body"] == known["SH"]
    refused = ops.post(path, {"preset": "KM"})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_in_the_way")
    version = made.json()["draft"]["version"]
    stale = ops.post(path, {"preset": "KM"}, If_Match=str(version + 1))
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    taken = ops.post(path, {"preset": "KM"}, If_Match=str(version))
    assert taken.json()["draft"]["body"]["preset"] == "KM"
    assert ops.post(path, {"preset": "X"}).status_code == 422
    assert caller("csm_mm").post(path, {"preset": "SH"}).status_code == 403
