"""Cases through the API: what each noun takes, gives and refuses."""

from __future__ import annotations

import pytest

from senro.kernel.models import Fact
from senro.onboarding.models import Case, Task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def here(opened_case):
    """The address of a case of ACC-002, at P1."""
    return f"/cases/{opened_case}"


def fields_of(response):
    assert response.status_code == 422, response.content
    return {(error["field"], error["code"]) for error in response.json()["errors"]}


def test_a_case_that_is_there_is_answered_again_and_another_one_is_refused(admin, here):
    body = {"account": "ACC-002", "contract": "K-002", "started": "2026-11-20"}
    again = admin.post("/cases", body)
    assert again.status_code == 201 and f"/cases/{again.json()['id']}" == here
    other = admin.post("/cases", {**body, "started": "2026-11-01"})
    assert (other.status_code, other.json()["code"]) == (409, "case_exists")


def test_what_a_case_needs_is_named_field_by_field(method, admin):
    assert fields_of(admin.post("/cases", {"acount": "ACC-002"})) == {
        ("account", "required"),
        ("started", "required"),
        ("acount", "unknown_field"),
    }
    body = {"account": "ACC-002", "started": "20.11.2026", "phase": 3}
    assert fields_of(admin.post("/cases", body)) == {
        ("started", "not_a_date"),
        ("phase", "not_text"),
    }
    body = {"account": "ACC-002", "contract": "K-001", "started": "2026-11-20"}
    assert fields_of(admin.post("/cases", body)) == {("contract", "unknown_contract")}
    body = {"account": "ACC-002", "started": "2026-11-20", "owner": "nobody@example.jp"}
    assert fields_of(admin.post("/cases", body)) == {("owner", "unknown_person")}
    body = {"account": "ACC-002", "started": "2026-11-20", "phase": "P4"}
    assert fields_of(admin.post("/cases", body)) == {("phase", "unknown_phase")}


def test_a_case_may_wait_at_intake(method, admin):
    body = {"account": "ACC-002", "contract": "K-002", "started": "2026-11-20", "phase": "intake"}
    case = admin.post("/cases", body).json()
    assert case["phase"] == "intake"
    assert {phase["state"] for phase in case["phases"]} == {"ahead"}


def test_without_a_published_method_it_says_so(admin):
    body = {"account": "ACC-002", "started": "2026-11-20"}
    response = admin.post("/cases", body)
    assert (response.status_code, response.json()["code"]) == (409, "no_method")


def test_gate_reasons_carry_rule_inputs_and_words_in_the_asked_language(admin, here):
    def first(language):
        admin.language = language
        phase = admin.get(here).json()["phases"][0]
        assert phase["gate"]["open"] is False
        return next(r for r in phase["gate"]["reasons"] if r["code"] == "kickoff_held")

    english, japanese = first("en"), first("ja")
    assert english["rule"] == japanese["rule"] and english["inputs"] == japanese["inputs"]
    assert english["message"] != japanese["message"]
    closed = admin.put(f"{here}/phases/P1/completion", {})
    message = next(r for r in closed.json()["reasons"] if r["code"] == "kickoff_held")["message"]
    assert message == japanese["message"]


def test_cases_are_listed_by_rule_and_filter_without_more_queries(
    admin, here, django_assert_max_num_queries
):
    def found(query):
        response = admin.get(f"/cases?{query}")
        assert response.status_code == 200, response.content
        return [case["account"] for case in response.json()["items"]]

    body = {"account": "ACC-001", "contract": "K-001", "started": "2026-11-20"}
    assert admin.post("/cases", body).status_code == 201
    assert found("") == ["ACC-002", "ACC-001"]
    assert found("where=tier %3D 'MM' AND phase %3D 'P1'") == ["ACC-002"]
    assert found("account=ACC-001") == ["ACC-001"]
    assert found("owner=CSM_MM@example.jp") == ["ACC-002"]
    assert found("status=stalled") == found("phase=P2") == []
    assert found("limit=1&sort=-created_at") == ["ACC-001"]
    with django_assert_max_num_queries(24):
        found("")


def test_a_stale_if_match_changes_nothing(admin, here):
    etag = admin.get(here).headers["ETag"]
    assert (
        admin.put(f"{here}/owner", {"owner": "manager@example.jp"}, If_Match=etag).status_code
        == 200
    )
    stale = admin.put(f"{here}/owner", {"owner": "csm_mm@example.jp"}, If_Match=etag)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed")
    assert admin.get(here).json()["owner"] == "manager@example.jp"


def test_meetings_are_recorded_once_and_listed(admin, here):
    meeting = {
        "kind": "kickoff",
        "held_at": "2026-11-20T10:00",
        "confirmed": ["wish"],
        "temperature": 4,
    }
    first = admin.post(f"{here}/meetings", meeting)
    assert first.status_code == 201, first.content
    assert first.json()["held_at"] == "2026-11-20T01:00:00+00:00"
    assert admin.post(f"{here}/meetings", meeting).json()["id"] == first.json()["id"]
    assert len(admin.get(f"{here}/meetings").json()["items"]) == 1
    assert admin.get(here).json()["temperature"] == 4
    wrong = {"kind": 1, "held_at": "soon", "temperature": 9, "note": "x", "confirmed": [{}]}
    assert {field for field, _code in fields_of(admin.post(f"{here}/meetings", wrong))} == {
        "kind",
        "held_at",
        "temperature",
        "note",
        "confirmed.0",
    }
    unknown = {"kind": "party", "held_at": "2026-11-20", "confirmed": ["lunch"]}
    assert fields_of(admin.post(f"{here}/meetings", unknown)) == {
        ("kind", "unknown_value"),
        ("confirmed", "unknown_value"),
    }


def test_notes_of_meetings_are_internal(admin, caller, here):
    admin.post(
        f"{here}/meetings",
        {"kind": "regular", "held_at": "2026-11-19", "notes": "内々の話"},
    )
    assert admin.get(f"{here}/meetings").json()["items"][0]["notes"] == "内々の話"
    assert caller("marketing").get(f"{here}/meetings").json()["items"][0]["notes"] is None
    subject = here.replace("/cases/", "case:")
    assert "内々の話" not in caller("marketing").get(f"/facts?subject={subject}").content.decode()


def test_tasks_are_added_done_moved_and_given_to_somebody(admin, caller, here):
    added = admin.post(f"{here}/tasks", {"title": "帳票を集める", "due": "2026-11-27"})
    assert added.status_code == 201, added.content
    task = f"{here}/tasks/{added.json()['id']}"
    assert (added.json()["due"], added.json()["done"]) == ("2026-11-27", False)
    changed = admin.patch(
        task, {"done": True, "due": "2026-11-30", "owner": "specialist_mm@example.jp"}
    )
    assert changed.status_code == 200, changed.content
    body = changed.json()
    assert (body["done"], body["due"], body["owner"]) == (
        True,
        "2026-11-30",
        "specialist_mm@example.jp",
    )
    assert admin.patch(task, {"done": False, "due": None}).json()["due"] is None
    stale = admin.patch(task, {"done": True}, If_Match='"1"')
    assert stale.json()["code"] == "changed"
    assert admin.patch(f"{here}/tasks/nonsense", {}).status_code == 404
    assert caller("viewer").patch(task, {"done": True}).status_code == 403
    titles = [item["title"] for item in admin.get(f"{here}/tasks?limit=1000").json()["items"]]
    assert "帳票を集める" in titles and len(titles) > 1


def test_a_change_of_a_task_is_all_or_nothing(admin, here):
    task = Task.objects.living().order_by("pk").first()
    before = Fact.objects.count()
    wrong = admin.patch(f"{here}/tasks/{task.pk}", {"done": True, "owner": "nobody@example.jp"})
    assert fields_of(wrong) == {("owner", "unknown_person")}
    task.refresh_from_db()
    assert task.done_at is None and Fact.objects.count() == before


def test_criteria_are_met_with_evidence_and_waived_by_a_manager(caller, here):
    csm, manager = caller("csm_mm"), caller("manager")
    codes = [item["code"] for item in csm.get(f"{here}/criteria").json()["items"]]
    met = csm.put(f"{here}/criteria/{codes[0]}", {"evidence": "実施記録"})
    assert met.status_code == 200 and met.json()["met"] and met.json()["evidence"] == "実施記録"
    opened = csm.delete(f"{here}/criteria/{codes[0]}", {"reason": "取り違え"})
    assert opened.status_code == 200 and not opened.json()["met"]
    waiver = f"{here}/criteria/{codes[1]}/waiver"
    assert csm.put(waiver, {"reason": "不要"}).status_code == 403
    waived = manager.put(waiver, {"reason": "この拠点では不要"})
    assert waived.json()["waiver"] == {"reason": "この拠点では不要"}
    assert csm.put(f"{here}/criteria/nonsense", {"evidence": "x"}).status_code == 404
    assert fields_of(csm.put(f"{here}/criteria/{codes[0]}", {})) == {("evidence", "required")}


def test_what_cannot_be_measured_yet_is_vouched_for_and_what_can_is_not(admin, here):
    vouched = admin.put(f"{here}/gate-items/operation_decided", {"evidence": "運用設計書"})
    assert vouched.status_code == 200, vouched.content
    refused = admin.put(f"{here}/gate-items/kickoff_held", {"evidence": "口頭"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_attestable")
    assert admin.put(f"{here}/gate-items/nonsense", {"evidence": "x"}).status_code == 404


def test_policy_outcome_and_wishes_have_nouns_of_their_own(admin, here):
    steps = [
        {"what": "第2工場へ展開", "due": "2027-03-01"},
        {"what": "定例", "due": "2027-04-01"},
    ]
    assert (
        admin.put(f"{here}/promotion-policy", {"owner": "佐藤", "steps": steps}).status_code == 200
    )
    one = admin.put(f"{here}/promotion-policy", {"owner": "佐藤", "steps": steps[:1]})
    assert fields_of(one) == {("steps", "too_few")}
    outcome = {
        "achieved": "帳票2種を電子化",
        "led_to": "点検漏れがなくなった",
        "evidence": "点検表",
    }
    assert admin.put(f"{here}/outcome", outcome).json()["outcome"] == outcome
    wish = {"feature": "帳票", "want_by": "2026-12-01"}
    first = admin.post(f"{here}/wishes", wish)
    assert first.status_code == 201
    later = admin.post(f"{here}/wishes", {**wish, "want_by": "2026-12-15"}).json()
    assert (later["id"], later["want_by"]) == (first.json()["id"], "2026-12-15")
    assert len(admin.get(f"{here}/wishes").json()["items"]) == 1


def test_purposes_are_ranked_left_out_and_must_be_known(admin, here):
    assert admin.put(f"{here}/purposes/C", {"rank": 1}).json()["purposes"] == ["C"]
    assert admin.put(f"{here}/purposes/A", {"rank": 1}).json()["purposes"] == ["A", "C"]
    assert admin.delete(f"{here}/purposes/A").json()["purposes"] == ["C"]
    assert fields_of(admin.put(f"{here}/purposes/Z", {})) == {("code", "unknown_value")}
    assert [item["code"] for item in admin.get("/purposes").json()["items"]] == list("ABCDEF")


def test_structure_merges_and_names_people_of_this_account_only(admin, method):
    body = {"account": "ACC-001", "contract": "K-001", "started": "2026-11-20"}
    here = f"/cases/{admin.post('/cases', body).json()['id']}"
    admin.put(f"{here}/structure", {"owner": "CT-002", "site_leads": ["CT-003"]})
    both = admin.put(f"{here}/structure", {"sponsor": "CT-001"}).json()["structure"]
    assert both == {"owner": "CT-002", "sponsor": "CT-001", "site_leads": ["CT-003"]}
    assert admin.put(f"{here}/structure", {"site_leads": []}).json()["structure"] == {
        **both,
        "site_leads": [],
    }
    admin.put("/contacts/X-1", {"account": "ACC-002", "name": "他社", "layer": "admin"})
    wrong = admin.put(f"{here}/structure", {"owner": "X-1", "sponsor": "NOBODY"})
    assert fields_of(wrong) == {("owner", "unknown_contact"), ("sponsor", "unknown_contact")}


def test_the_latest_completion_only_can_be_opened_or_undone(caller, here):
    manager = caller("manager")
    override = {"override": {"reason": "検証"}}
    for phase in ("P1", "P2"):
        assert manager.put(f"{here}/phases/{phase}/completion", override).status_code == 200
    first = manager.delete(f"{here}/phases/P1/completion", {"reason": "x"})
    assert (first.status_code, first.json()["code"]) == (409, "later_phase_done")
    facts = manager.get("/facts?verb=onboarding.phase.completed").json()["items"]
    refused = manager.put(f"/facts/{facts[1]['id']}/undo", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "later_phase_done")
    assert manager.put(f"/facts/{facts[0]['id']}/undo", {}).status_code == 200
    assert manager.get(here).json()["phase"] == "P2"
    assert manager.put(f"{here}/phases/P9/completion", override).status_code == 404
    assert fields_of(manager.put(f"{here}/phases/P2/completion", {"override": {}})) == {
        ("override.reason", "required")
    }
    assert fields_of(manager.delete(f"{here}/phases/P1/completion")) == {("reason", "required")}


def test_malformed_ids_are_simply_not_there(admin, here):
    for path in ("/cases/7", "/cases/not-an-id", here.upper().replace("/CASES", "/cases") + "0"):
        assert admin.get(path).status_code == 404


def test_others_cases_are_403_and_unseen_ones_404(caller, here):
    completion = f"{here}/phases/P1/completion"
    assert caller("csm_ent").put(completion, {}).status_code == 403
    assert caller("viewer").put(completion, {"nonsense": 1}).status_code == 403
    assert caller("contractor").get(here).status_code == 404
    assert caller("contractor").put(completion, {}).status_code == 404
    assert caller("sales").get(here).status_code == 404
    assert caller("csm_mm", "read").put(completion, {}).json()["code"] == "scope"
    assert caller("csm_mm", "read").get(here).status_code == 200


def test_the_board_counts_and_shows_what_stood_there_then(
    admin, here, django_assert_max_num_queries
):
    now = admin.get("/board").json()
    columns = {column["code"]: column for column in now["columns"]}
    assert columns["P1"]["count"] == 1 and now["active"] == 1
    assert columns["P1"]["cards"][0]["account"] == "ACC-002"
    then = admin.get("/board?as_of=2026-11-19").json()
    assert sum(column["count"] for column in then["columns"]) == 0
    assert admin.get("/board?where=tier %3D 'ENT'").json()["active"] == 0
    assert admin.get("/board?where=tear %3D 'ENT'").status_code == 422
    with django_assert_max_num_queries(20):
        admin.get("/board")


def test_posting_a_case_with_an_idempotency_key_makes_one(method, admin):
    body = {"account": "ACC-003", "contract": "K-003", "started": "2026-11-20"}
    first = admin.post("/cases", body, Idempotency_Key="open-1")
    again = admin.post("/cases", body, Idempotency_Key="open-1")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert again.headers["Idempotent-Replay"] == "true"
    assert Case.objects.count() == 1


def test_a_case_stalls_is_returned_and_relaunched_in_the_machine_s_own_steps(caller, here):
    csm, sales = caller("csm_mm"), caller("sales")
    stalled = csm.put(f"{here}/stall", {"reason": "連絡がつかない", "cause": "unreachable"})
    assert stalled.status_code == 200 and stalled.json()["status"] == "stalled"
    back = csm.delete(f"{here}/stall", {"reason": "返信あり"})
    assert back.json()["status"] == "active"
    skipped = csm.put(f"{here}/status", {"status": "dead_flag_proposed", "reason": "x"})
    assert skipped.status_code == 409
    assert skipped.json()["code"] == "transition_not_allowed"
    csm.put(f"{here}/stall", {"reason": "連絡がつかない"})
    assert sales.get(here).status_code == 404
    returned = csm.put(f"{here}/status", {"status": "returned_to_sales", "reason": "営業へ"})
    assert returned.json()["status"] == "returned_to_sales"
    assert sales.get(here).status_code == 200
    relaunched = sales.put(f"{here}/status", {"status": "relaunching", "reason": "決裁者から返信"})
    assert relaunched.status_code == 200, relaunched.content
    assert (relaunched.json()["attempt"], relaunched.json()["phase"]) == (2, "P1")


def test_a_dead_flag_is_a_manager_s(caller, here):
    csm, manager = caller("csm_mm"), caller("manager")
    for status in ("stalled", "returned_to_sales", "dead_flag_proposed"):
        assert csm.put(f"{here}/status", {"status": status, "reason": "x"}).status_code == 200
    flag = {"status": "dead_flagged", "reason": "再開の見込みなし"}
    assert csm.put(f"{here}/status", flag).status_code == 403
    assert manager.put(f"{here}/status", {"status": "dead_flagged"}).status_code == 422
    assert manager.put(f"{here}/status", flag).json()["status"] == "dead_flagged"


def test_what_does_not_belong_to_a_status_is_named(admin, here):
    assert fields_of(admin.put(f"{here}/status", {"status": "asleep", "cause": "x"})) == {
        ("status", "unknown_value"),
        ("cause", "unknown_field"),
    }
    body = {"status": "extended_onboarding", "owner": "csm_mm@example.jp"}
    assert fields_of(admin.put(f"{here}/status", body)) == {
        ("owner", "unknown_field"),
        ("until", "required"),
    }


def test_a_case_begins_from_its_intake(method, admin):
    body = {"account": "ACC-002", "contract": "K-002", "started": "2026-11-10", "phase": "intake"}
    here = f"/cases/{admin.post('/cases', body).json()['id']}"
    begun = admin.put(f"{here}/start", {"started": "2026-11-20"})
    assert begun.status_code == 200, begun.content
    assert (begun.json()["phase"], begun.json()["target_end"]) == ("P1", "2027-02-18")


def test_a_task_that_is_not_needed_goes(admin, here):
    task = admin.get(f"{here}/tasks").json()["items"][0]["id"]
    assert admin.delete(f"{here}/tasks/{task}").status_code == 200
    assert admin.delete(f"{here}/tasks/{task}").status_code == 404


def test_a_reason_may_stand_in_the_address_of_a_delete(caller, here):
    manager = caller("manager")
    manager.put(f"{here}/phases/P1/completion", {"override": {"reason": "検証"}})
    opened = manager.delete(f"{here}/phases/P1/completion?reason=rework", content_type="")
    assert opened.status_code == 200 and opened.json()["phase"] == "P1"
    assert manager.get("/facts?verb=onboarding.phase.reopened").json()["items"][0]["reason"] == (
        "rework"
    )


def test_a_put_without_a_body_says_nothing_and_is_taken(admin, here):
    answer = admin.put(f"{here}/purposes/C", None, content_type="application/octet-stream")
    assert answer.status_code == 200, answer.content
