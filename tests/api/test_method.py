"""The method through the API: schemas, drafts, publication, diff, impact, upgrade, playbook, funnel."""

from __future__ import annotations

import copy

import jsonschema_rs
import pytest

from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import default_text

pytestmark = pytest.mark.django_db


def body_of(name):
    return from_yaml(default_text(name))[2]


def draft(caller, body, kind="phase_set", code="standard", **headers):
    return caller.put(f"/method/{kind}/{code}/draft", {"body": body}, **headers)


def test_parts_are_listed_with_what_holds_now_what_holds_later_and_drafts(method, admin):
    admin.post("/method/phase_set/smb_4/publication", {"effective_from": "2026-12-01"})
    items = admin.get("/method?kind=phase_set").json()["items"]
    found = {(one["code"], one["state"]) for one in items}
    assert found == {("standard", "in_effect"), ("ent_waves", "in_effect"), ("smb_4", "upcoming")}
    assert all(one["body"] is None for one in items)


def test_a_version_reads_back_as_it_was_put_with_the_same_hash(method, admin):
    for kind, name in (("roadmap", "roadmap"), ("checklist", "checklist")):
        before = admin.get(f"/method/{kind}/standard/versions/1").json()
        assert before["body"] == body_of(name)
        assert draft(admin, before["body"], kind).json()["draft"]["digest"] == before["digest"]


def test_the_schema_fits_what_is_published(method, admin):
    schema = admin.get("/method/schemas/checklist").json()["json_schema"]
    found = admin.get("/method/checklist/standard/versions/1").json()
    whole = {"kind": "checklist", "code": "standard", "body": found["body"]}
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(whole)
    assert admin.get("/method/schemas/nothing").status_code == 404


def test_a_wrong_draft_is_kept_with_its_problems_and_not_published(method, admin):
    body = body_of("roadmap")
    body["stages"][0]["steps"][0]["level"] = "perfect"
    kept = draft(admin, body, "roadmap")
    path = "stages[onboarding].steps[kickoff].level"
    assert kept.status_code == 200
    assert [one["field"] for one in kept.json()["problems"]] == [path]
    refused = admin.post("/method/roadmap/standard/publication", {})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == path


def test_a_diff_is_told_in_words_of_both_languages(method, caller):
    body = body_of("phase_set")
    body["phases"][2]["gate"][1]["rule"] = "registration_coverage >= 0.98"
    body["phases"][0]["gate"].append({"code": "wish2", "rule": "wish_confirmed", "title": "念押し"})
    ops = caller("cs_ops")
    draft(ops, body)
    told = [one["sentence"] for one in ops.get("/method/phase_set/standard/diff").json()["items"]]
    assert (
        "± Gate “Roll-out preparation → Roll-out: Registration coverage”, condition: 95 % → 98 %"
        in told
    )
    ops.language = "ja"
    told = [one["sentence"] for one in ops.get("/method/phase_set/standard/diff").json()["items"]]
    assert told[-1] == "± 関門「展開準備 → 従業員展開:登録方法が決まった利用者」 条件: 95 % → 98 %"
    assert any(one.startswith("＋ 関門「組み立て → 運用決定:念押し」") for one in told)


def test_an_impact_names_the_cases_and_publishing_changes_none_of_them(opened_case, caller):
    ops = caller("cs_ops")
    body = body_of("phase_set")
    body["phases"][0]["gate"] = [{"code": "any", "rule": "purpose_count >= 0", "title": "いつでも"}]
    draft(ops, body)
    found = ops.get("/method/phase_set/standard/impact").json()
    assert (found["running"], found["opens"], found["closes"]) == (1, 1, 0)
    assert found["cases"][0]["id"] == opened_case
    published = ops.post("/method/phase_set/standard/publication", {"note": "easier"})
    assert (published.status_code, published.json()["number"]) == (201, 2)
    gate = caller("csm_mm").get(f"/cases/{opened_case}").json()["phases"][0]["gate"]
    assert gate["open"] is False


def test_a_case_is_upgraded_by_choice_and_many_say_each_what_became_of_them(opened_case, caller):
    body = body_of("phase_set")
    body["phases"][0]["gate"] = [{"code": "any", "rule": "purpose_count >= 0", "title": "いつでも"}]
    ops, csm = caller("cs_ops"), caller("csm_mm")
    draft(ops, body)
    ops.post("/method/phase_set/standard/publication", {})
    upgraded = csm.post(f"/cases/{opened_case}/upgrade", {})
    assert upgraded.status_code == 200
    assert upgraded.json()["phases"][0]["gate"]["open"] is True
    other = copy.deepcopy(body_of("phase_set_smb_4"))
    other["phases"][0]["standard"] = "P2"
    draft(ops, other, code="odd")
    ops.post("/method/phase_set/odd/publication", {})
    path = "/method/phase_set/odd/versions/1/upgrades"
    many = csm.post(path, {"cases": [opened_case, "not-there"]}).json()["items"]
    assert [one["status"] for one in many] == ["cannot_upgrade", "not_found"]
    assert many[0]["reasons"][0]["code"] == "no_counterpart"
    alone = csm.post(f"/cases/{opened_case}/upgrade", {"code": "odd"})
    assert (alone.status_code, alone.json()["code"]) == (409, "cannot_upgrade")


def test_OR_05_a_member_reads_the_playbook_of_a_case_with_the_gates_of_everybody(
    opened_case, caller
):
    found = caller("specialist_mm").get(f"/cases/{opened_case}/playbook").json()
    assert found["roadmap"] == "roadmap/standard@1"
    here = next(one for one in found["phases"] if one["here"])
    assert [step["code"] for step in here["steps"]] == ["kickoff"]
    assert here["steps"][0]["talk"] and here["steps"][0]["examples"]
    veteran = caller("manager").get(f"/cases/{opened_case}/playbook").json()
    assert [one["gate"] for one in veteran["phases"]] == [one["gate"] for one in found["phases"]]


def test_PH_02_the_funnel_and_the_board_speak_in_the_six_standard_codes(opened_case, admin):
    steps = admin.get("/funnel").json()["steps"]
    assert [one["code"] for one in steps] == ["intake", "P1", "P2", "P3", "P4", "P5", "P6"]
    assert steps[1]["count"] == 1
    columns = admin.get("/board?by=standard").json()["columns"]
    assert [one["code"] for one in columns][1:7] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    assert admin.get("/board?by=colour").status_code == 422


def test_who_may_not_change_the_method_may_read_it_and_a_partner_may_not(method, caller):
    csm, partner = caller("csm_mm"), caller("partner")
    assert csm.get("/method").status_code == 200
    assert draft(csm, body_of("roadmap"), "roadmap").status_code == 403
    assert csm.post("/method/roadmap/standard/publication", {}).status_code == 403
    assert partner.get("/method").status_code == 403


def test_a_draft_that_somebody_else_changed_is_not_overwritten(method, admin):
    body = body_of("roadmap")
    first = draft(admin, body, "roadmap").json()["draft"]["version"]
    body["name"] = "別の名前"
    draft(admin, body, "roadmap")
    assert draft(admin, body_of("roadmap"), "roadmap", If_Match=f'"{first}"').status_code == 409
