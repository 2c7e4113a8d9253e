"""Editing the method: every change is a change of the draft, and works without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.models import Fact, Version
from senro.kernel.queries.versions import history_of
from tests.console_method.conftest import Ops, undo_newest

pytestmark = pytest.mark.django_db
TABS = (
    "phases",
    "gates",
    "tasks",
    "criteria",
    "purposes",
    "policies",
    "metrics",
    "signals",
    "rules",
)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_read_by_all_colleagues_and_edited_by_cs_ops(sign_in, tab):
    for name, may in (("cs_ops", True), ("admin", True), ("manager", False), ("csm_mm", False)):
        answer = sign_in(name).get(f"/method/{tab}/")
        assert answer.status_code == 200
        assert (b"/method/removal/" in answer.content) is (may and tab != "rules")


def test_a_customer_finds_no_method(sign_in):
    assert sign_in("customer").get("/method/phases/").status_code == 404


def test_PH_02_a_phase_is_renamed_in_the_draft_and_running_cases_keep_theirs(ops, desk):
    case = desk.open("ACC-002", "K-002")
    answer = ops.save(place="phases[P1]", typed={"name_en": "First weeks", "days": "10"})
    assert answer.status_code == 302
    assert ops.phase("P1")["name"]["en"] == "First weeks"
    assert ops.phase("P1")["days"] == 10
    assert ops.phase("P1")["gate"], "what the form does not show stays"
    published = history_of("phase_set", "standard").get()
    assert published.body["phases"][0]["name"]["en"] == "Kickoff"
    assert case.attempts.get().phase_set_id == published.pk


def test_saving_without_a_change_leaves_the_body_as_it_was(ops):
    for place in ("phases[P2]", "phases[P3].gate[registration_coverage]", "tasks[p1_kickoff]"):
        before = ops.body
        ops.save(place=place)
        assert ops.body == before, place


def test_a_draft_that_was_saved_is_taken_back_from_the_toast(ops):
    ops.save(place="phases[P1]", typed={"days": "3"})
    undo_newest(ops.client)
    assert ops.phase("P1")["days"] == 12


def test_a_phase_is_added_moved_and_dropped_by_buttons_alone(ops):
    ops.save(into="phases", typed={"code": "P7", "name_en": "After", "standard": "P5", "days": "7"})
    assert [one["code"] for one in ops.body["phases"]][-1] == "P7"
    ops.client.post(ops.href("move"), {"place": "phases[P7]", "to": "up"})
    assert [one["code"] for one in ops.body["phases"]][-2:] == ["P7", "P6"]
    ops.client.post(ops.href("removal"), {"place": "phases[P7]"})
    assert "P7" not in [one["code"] for one in ops.body["phases"]]
    undo_newest(ops.client)
    assert "P7" in [one["code"] for one in ops.body["phases"]]


def test_tasks_follow_a_phase_whose_code_changes(ops):
    before = sum(task["phase"] == "P2" for task in ops.body["tasks"])
    ops.save(place="phases[P2]", typed={"code": "design"})
    assert sum(task["phase"] == "design" for task in ops.body["tasks"]) == before > 0
    assert ops.phase("design")["standard"] == "P2"


def test_a_task_moves_within_its_phase(ops):
    def order() -> list[str]:
        return [task["code"] for task in ops.body["tasks"] if task["phase"] == "P3"]

    before = order()
    last = before[-1]
    ops.client.post(ops.href("move"), {"place": f"tasks[{last}]", "to": "up"})
    assert order() == [*before[:-2], last, before[-2]]


def test_PH_03_a_gate_item_is_written_with_its_rule_and_what_is_said(ops):
    ops.save(
        into="phases[P4].gate",
        typed={
            "title_en": "Sites live",
            "rule": "first_login_rate >= 0.9",
            "message_en": "Only {first_login_rate}",
        },
    )
    item = ops.phase("P4")["gate"][-1]
    assert item["rule"] == "first_login_rate >= 0.9"
    assert item["message"] == {"en": "Only {first_login_rate}"}
    page = ops.client.get("/method/gates/").content.decode()
    assert "first_login_rate &gt;= 0.9" in page
    assert item["code"], "a code is made where none is given"


def test_a_rule_is_checked_without_a_script_and_nothing_is_saved(ops):
    place = "phases[P4].gate[first_login_rate]"
    answer = ops.save(do="check", place=place, typed={"rule": "first_login_rat >= 0.5"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is no name" in page and "<mark>first_login_rat</mark>" in page
    assert ops.draft is None


def test_a_policy_is_kept_in_its_own_kind_of_value(ops, sign_in):
    policies = Ops(ops.client, "policies")
    policies.save(place="policies[target_days]", typed={"value": "120", "tiers__ENT": "180"})
    found = {one["code"]: one for one in policies.body["policies"]}
    assert (found["target_days"]["value"], found["target_days"]["tiers"]) == (120, {"ENT": 180})
    policies.save(place="policies[live_handoff]", typed={"tiers__MM": ""})
    found = {one["code"]: one for one in policies.body["policies"]}
    assert found["live_handoff"]["tiers"] == {"ENT": True}
    policies.save(place="policies[handoff_items]", typed={"value": "industry\nreason_for_purchase"})
    found = {one["code"]: one for one in policies.body["policies"]}
    assert found["handoff_items"]["value"] == ["industry", "reason_for_purchase"]


def test_a_number_that_is_none_is_refused_beside_its_field(ops):
    answer = ops.save(place="phases[P1]", typed={"days": "many"})
    assert answer.status_code == 422
    assert "many" in answer.content.decode()
    assert ops.draft is None


def test_two_people_at_one_entry_the_second_is_told_who_and_sees_both(ops, sign_in):
    mine = ops.fields(place="phases[P1]")
    other = Ops(sign_in("admin"))
    other.save(place="phases[P1]", typed={"days": "9"})
    answer = ops.client.post(
        ops.href("entry", place="phases[P1]"), {**mine, "days": "15", "do": "save"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "admin changed this" in page
    assert "<td>9</td><td>15</td>" in page
    assert ops.phase("P1")["days"] == 9
    from tests.console_method.conftest import sent_by

    answer = ops.client.post(ops.href("entry", place="phases[P1]"), {**sent_by(page), "do": "save"})
    assert answer.status_code == 302
    assert ops.phase("P1")["days"] == 15


def test_two_people_at_two_entries_lose_nothing(ops, sign_in):
    mine = ops.fields(place="phases[P1]")
    Ops(sign_in("admin")).save(place="phases[P2]", typed={"days": "9"})
    ops.client.post(ops.href("entry", place="phases[P1]"), {**mine, "days": "15", "do": "save"})
    assert (ops.phase("P1")["days"], ops.phase("P2")["days"]) == (15, 9)


def test_whoever_may_only_read_is_refused_and_nothing_changes(sign_in):
    csm = Ops(sign_in("csm_mm"))
    assert csm.client.get(csm.href("entry", place="phases[P1]")).status_code == 200
    before = Fact.objects.count()
    for page, data in (
        ("entry", {"days": "1"}),
        ("move", {"place": "phases[P1]", "to": "down"}),
        ("removal", {"place": "phases[P1]"}),
        ("discard", {}),
        ("publication", {}),
    ):
        query = {"place": "phases[P1]"} if page == "entry" else {}
        assert csm.client.post(csm.href(page, **query), data).status_code == 403
    assert Fact.objects.count() == before


def test_the_number_of_queries_of_a_tab_does_not_grow_with_its_entries(ops):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert ops.client.get("/method/tasks/").status_code == 200
        return len(seen)

    ops.save(place="phases[P1]", typed={"days": "13"})
    queries()
    before = queries()
    for number in range(5):
        ops.save(into="tasks", typed={"code": f"t{number}", "title_en": "More", "phase": "P1"})
    assert queries() == before <= 16


def test_a_place_that_is_not_there_is_not_found(ops):
    for place in ("phases[P99]", "rubbish", "phases", "phases[P1].gate[zzz]", "]["):
        assert ops.client.get(ops.href("entry", place=place)).status_code == 404
    assert ops.client.get("/method/entry/nothing/standard/?place=").status_code == 404
    assert ops.client.get("/method/phases/?set=nobody").status_code == 404


def test_PH_02_a_set_for_small_customers_begins_as_a_copy(ops):
    answer = ops.client.post(
        "/method/sets/", {"kind": "phase_set", "code": "smb", "from": "standard"}
    )
    assert answer.status_code == 302
    smb = Ops(ops.client, code="smb")
    assert len(smb.body["phases"]) == 6
    smb.client.post(smb.href("removal"), {"place": "phases[P2]"})
    assert len(smb.body["phases"]) == 5
    assert len(ops.body["phases"]) == 6
    again = ops.client.post("/method/sets/", {"kind": "phase_set", "code": "smb"})
    assert again.status_code == 422


def _versions() -> int:
    return Version.objects.living().filter(number__gt=0).count()


def test_a_draft_that_is_wrong_names_every_place_with_a_way_there(ops):
    ops.save(place="phases[P1]", typed={"days": "0", "name_en": "", "name_ja": ""})
    ops.save(place="phases[P4].gate[data_arriving]", typed={"rule": "data_ariving"})
    before = _versions()
    answer = ops.client.post(ops.href("publication"), {"note": "x"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert _versions() == before
    for field, id_ in (("days", "id_days"), ("name", "id_name")):
        assert f"phases[P1].{field}" in page and f"#{id_}" in page
    assert "place=phases%5BP4%5D.gate%5Bdata_arriving%5D#id_rule" in page


def test_a_draft_is_published_from_a_day_on_with_its_note(ops, desk):
    ops.save(place="phases[P1]", typed={"days": "10"})
    day = (desk.at + timedelta(days=11)).date()
    answer = ops.client.post(
        ops.href("publication"), {"note": "Shorter start", "effective": day.isoformat()}
    )
    assert answer.status_code == 302
    version = history_of("phase_set", "standard").first()
    assert version is not None
    assert (version.number, version.note) == (2, "Shorter start")
    assert version.effective_from is not None and version.effective_from > desk.at
    assert ops.draft is None
    assert "takes effect on" in ops.client.get("/method/phases/").content.decode()
    assert "Shorter start" in ops.client.get(ops.href("history")).content.decode()


def test_a_day_in_the_past_is_refused(ops):
    ops.save(place="phases[P1]", typed={"days": "10"})
    answer = ops.client.post(ops.href("publication"), {"effective": "2026-01-01"})
    assert answer.status_code == 422
    assert ops.draft is not None


def test_a_draft_is_thrown_away_and_comes_back(ops):
    ops.save(place="phases[P1]", typed={"days": "10"})
    ops.client.post(ops.href("discard"))
    assert ops.draft is None
    undo_newest(ops.client)
    assert ops.phase("P1")["days"] == 10


def test_any_two_versions_stand_side_by_side(ops):
    ops.save(place="phases[P1]", typed={"days": "10"})
    ops.client.post(ops.href("publication"), {})
    page = ops.client.get(ops.href("compare", a="1", b="2")).content.decode()
    assert "<s>12</s>" in page and "<b>10</b>" in page
    assert ops.client.get("/method/version/1/phase_set/standard/").status_code == 200
    assert ops.client.get("/method/version/7/phase_set/standard/").status_code == 404


def test_yaml_goes_out_and_comes_back_as_a_draft(ops):
    answer = ops.client.get(ops.href("yaml", download="1"))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("application/yaml")
    changed = text.replace("days: 12", "days: 11", 1)
    answer = ops.client.post("/method/upload/", {"text": changed})
    assert answer.status_code == 302
    assert ops.phase("P1")["days"] == 11
    for rubbish in ("- a", "kind: nothing\ncode: x\nbody: {}", "a: [", ""):
        assert ops.client.post("/method/upload/", {"text": rubbish}).status_code == 422


def test_all_rules_stand_in_one_list_in_words(ops):
    page = ops.client.get("/method/rules/").content.decode()
    for rule in ("first_login_rate &gt;= 0.8", "mandatory_open = 0", "days_since_inbound_contact"):
        assert rule in page
    assert "place=policies%5Bat_risk%5D" in page


def test_the_entry_of_a_criterion_begins_in_its_element(ops: Any):
    criteria = Ops(ops.client, "criteria_set")
    fields = criteria.fields(into="criteria", element="goal")
    assert fields["element"] == "goal"
    criteria.save(into="criteria", element="goal", typed={"title_en": "Goal told", "rule": ""})
    added = criteria.body["criteria"][-1]
    assert (added["element"], added["mandatory"]) == ("goal", True)


def test_values_of_policies_are_told_in_the_reader_s_words(sign_in):
    for language, words in (("ja", "営業へ差し戻す"), ("en", "Back to sales")):
        page = sign_in("csm_mm", language).get("/method/policies/").content.decode()
        assert words in page and "return_to_sales" not in page
