"""The approvals page: who sees what, several at once, undo, and the case's panel of criteria."""

from __future__ import annotations

import re

from senro.kernel.models import Approval, Fact
from senro.onboarding.models import CaseCriterion, Outcome

CUSTOM = {"element": "value", "reason": "この顧客だけ", "mandatory": "on"}


def write(browser, case, title):
    return browser.post(f"/cases/{case.pk}/criteria/new/", {**CUSTOM, "title": title})


def custom(case, title):
    return CaseCriterion.objects.get(attempt__case=case, title_ja=title)


def text_of(answer):
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def test_CC_S3_a_custom_is_written_on_the_case_and_approved_in_the_queue(desk, browser):
    case, csm, manager = desk.open(), browser("csm_ent"), browser("manager")
    assert write(csm, case, "毎週見る").status_code == 302
    page = csm.get(f"/cases/{case.pk}/")
    assert page.context["criteria"]["total"] == 3
    assert "waits for a manager" in text_of(page)
    queue = manager.get("/approvals/")
    assert [line.row.reason for line in queue.context["waiting"]] == ["この顧客だけ"]
    asked = Approval.objects.get()
    manager.post(f"/approvals/{asked.pk}/decision/", {"decision": "approve"})
    assert custom(case, "毎週見る").approval == "approved"
    assert csm.get(f"/cases/{case.pk}/").context["criteria"]["total"] == 4


def test_several_requests_are_decided_at_once_and_undone_at_once(desk, browser):
    case, csm, manager = desk.open(), browser("csm_ent"), browser("manager")
    for title in ("一", "二"):
        write(csm, case, title)
    ids = [str(pk) for pk in Approval.objects.values_list("pk", flat=True)]
    silent = manager.post("/approvals/decisions/", {"id": ids, "decision": "refuse"}, follow=True)
    assert "Say why" in text_of(silent) and Approval.objects.filter(decision="").count() == 2
    manager.post("/approvals/decisions/", {"id": ids, "decision": "approve"})
    assert {custom(case, title).approval for title in ("一", "二")} == {"approved"}
    fact = Fact.objects.get(verb="kernel.approvals.decided")
    manager.post(f"/facts/{fact.id}/undo/")
    assert {custom(case, title).approval for title in ("一", "二")} == {"pending"}
    assert Approval.objects.filter(decision="").count() == 2


def test_only_who_may_decide_is_offered_to_and_sees_a_number_in_the_menu(desk, browser):
    case, csm = desk.open(), browser("csm_ent")
    write(csm, case, "一")
    assert not csm.get("/approvals/").context["may_decide"]
    counts = {
        name: next(
            item["count"]
            for item in browser(name).get("/approvals/").context["nav"]()
            if item["href"] == "/approvals/"
        )
        for name in ("manager", "csm_ent")
    }
    assert counts == {"manager": 1, "csm_ent": 0}
    asked = Approval.objects.get()
    assert csm.post(f"/approvals/{asked.pk}/decision/", {"decision": "approve"}).status_code == 403


def test_a_refusal_without_a_reason_is_asked_for_again_and_a_second_decision_is_told(desk, browser):
    case, csm, manager = desk.open(), browser("csm_ent"), browser("manager")
    write(csm, case, "一")
    path = f"/approvals/{Approval.objects.get().pk}/"
    assert manager.post(f"{path}decision/", {"decision": "refuse"}).status_code == 422
    csm.post(f"{path}comments/", {"text": "急ぎです"})
    assert "急ぎです" in text_of(manager.get(path))
    manager.post(f"{path}decision/", {"decision": "refuse", "reason": "標準で足りる"})
    late = manager.post(f"{path}decision/", {"decision": "approve"})
    assert late.status_code == 409 and "already been decided" in text_of(late)


def test_evidence_with_its_number_is_recorded_and_shown_on_the_case(desk, browser):
    case, csm = desk.open(), browser("csm_ent")
    path = f"/cases/{case.pk}/criteria/functions_mastered/"
    csm.post(path, {"do": "meet", "value": "71", "who": "管理者5名", "on": "2026-11-19"})
    rows = {row["code"]: row for row in csm.get(f"/cases/{case.pk}/").context["criteria"]["rows"]}
    row = rows["functions_mastered"]
    assert (row["state"], row["mark"], row["proof"]["value"]) == ("open", "partly", "71")
    csm.post(path, {"do": "meet", "value": "91", "who": "管理者5名"})
    page = csm.get(f"/cases/{case.pk}/")
    rows = {row["code"]: row for row in page.context["criteria"]["rows"]}
    assert rows["functions_mastered"]["state"] == "met" and "管理者5名" in text_of(page)


def test_the_panel_names_the_set_and_the_day_it_was_told_and_the_changes_since(desk, browser):
    case, csm = desk.open(), browser("csm_ent")
    desk.kickoff(case, "wish", "criteria", "schedule")
    page = csm.get(f"/cases/{case.pk}/")
    assert page.context["criteria"]["note"].startswith("Criteria set v1")
    path = f"/cases/{case.pk}/criteria/forms_in_operation/"
    csm.post(path, {"do": "option", "option": "multi_site", "text": "18店に増えた"})
    page = csm.get(f"/cases/{case.pk}/")
    assert "18店に増えた" in text_of(page) and "multi-site option" in text_of(page)


def test_CC_S7_the_sentence_is_seen_while_it_is_written_and_on_the_case(desk, browser):
    case, csm = desk.open(), browser("csm_ent")
    parts = {"achieved": "日報 40分→14分", "led_to": "第2工場へ展開"}
    said = csm.get(f"/cases/{case.pk}/outcome/sentence/", parts)
    assert "日報 40分→14分" in said.content.decode() and not Outcome.objects.exists()
    refused = csm.post(f"/cases/{case.pk}/outcome/", parts)
    assert refused.status_code == 422
    csm.post(f"/cases/{case.pk}/outcome/", {**parts, "evidence": "https://example.jp/kpi"})
    assert "第2工場へ展開" in text_of(csm.get(f"/cases/{case.pk}/closing/"))
