"""Metrics, rules in lists, purposes, touches, facts."""

from __future__ import annotations

import pytest

from senro.kernel.models import Fact

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def values(caller, name, query=""):
    response = caller.get(f"/metrics/{name}/values?{query}")
    assert response.status_code == 200, response.content
    return {item["account"]: item["value"] for item in response.json()["items"]}


def test_a_metric_is_asked_for_any_day_and_unknown_is_null(admin):
    assert values(admin, "mrr") == {
        "ACC-001": 400_000,
        "ACC-002": 120_000,
        "ACC-003": 80_000,
        "ACC-004": None,
    }
    assert values(admin, "mrr", "as_of=2026-09-15")["ACC-001"] is None
    admin.put("/contracts/K-002", {"mrr": 150_000, "mrr_from": "2026-11-01"})
    assert values(admin, "mrr", "as_of=2026-10-31")["ACC-002"] == 120_000
    assert values(admin, "mrr", "as_of=2026-11-01")["ACC-002"] == 150_000
    assert values(admin, "days_to_renewal", "as_of=2026-10-01")["ACC-001"] == 365


def test_a_bare_date_is_the_end_of_that_day_and_later_than_now_is_now(admin):
    def moment(query):
        return admin.get(f"/metrics/mrr/values?{query}").json()["items"][0]["as_of"]

    assert moment("as_of=2026-11-19").startswith("2026-11-19T14:59:59")
    assert moment("as_of=2030-01-01") == moment("") == "2026-11-20T03:00:00+00:00"
    assert moment("as_of=2026-11-19T10:00:00%2B09:00") == "2026-11-19T01:00:00+00:00"
    refused = admin.get("/metrics/mrr/values?as_of=yesterday")
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "as_of"


def test_a_past_that_is_not_kept_is_refused_plainly(admin):
    assert values(admin, "first_login_rate")["ACC-001"] == 0.25
    assert values(admin, "first_login_rate", "as_of=2024-11-01")["ACC-001"] is None
    assert values(admin, "criteria_total", "as_of=2026-11-01")["ACC-001"] is None
    refused = admin.get("/metrics/self_running/values?as_of=2026-11-01")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "not_reconstructable"
    assert admin.get("/metrics/nonsense/values").status_code == 404


def test_definitions_name_what_can_be_measured(admin):
    found = {item["name"]: item for item in admin.get("/metrics").json()["items"]}
    assert found["quota_consumption"]["formula"] == "quota_used / quota"
    assert {"mrr", "seats", "days_since_inbound_contact"} <= found.keys()
    admin.language = "ja"
    japanese = {item["name"]: item for item in admin.get("/metrics").json()["items"]}
    assert japanese["tenure_days"]["unit"] == "日"


def test_a_list_takes_a_rule(admin):
    def keys(path, rule):
        found = admin.get(path, where=rule) if False else admin.get(f"{path}?where={rule}")
        assert found.status_code == 200, found.content
        return [item["key"] for item in found.json()["items"]]

    assert keys("/accounts", "tier %3D 'MM' AND mrr > 100000") == ["ACC-002"]
    assert keys("/contracts", "tier %3D 'ENT'") == ["K-001"]


def test_a_wrong_rule_is_refused_with_its_place_and_what_may_be_meant(admin):
    response = admin.get("/accounts?where=teir %3D 'MM'")
    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert (error["field"], error["code"], error["position"]) == ("where", "unknown_name", 0)
    assert "tier" in error["suggestions"]


def test_an_inbound_touch_ends_silence_and_the_same_touch_twice_is_one(admin, caller):
    touch = {
        "account": "ACC-001",
        "contact": "CT-001",
        "direction": "inbound",
        "channel": "call",
        "at": "2026-11-18T10:00:00+09:00",
        "note": "内々の話",
    }
    before = values(admin, "days_since_inbound_contact")["ACC-001"]
    first = admin.post("/touches", touch)
    assert first.status_code == 201
    assert admin.post("/touches", touch).json()["id"] == first.json()["id"]
    assert values(admin, "days_since_inbound_contact")["ACC-001"] == 2 != before
    assert caller("viewer").post("/touches", touch).status_code == 403
    wrong = admin.post("/touches", {"account": "X", "direction": "sideways"}).json()
    assert {error["field"] for error in wrong["errors"]} == {"direction", "channel"}
    assert admin.post("/touches", {**touch, "account": "X"}).json()["errors"][0]["code"] == (
        "unknown_account"
    )


def test_facts_are_newest_first_filtered_and_walked_by_cursor(admin, world):
    for number in range(3):
        admin.put("/accounts/ACC-002", {"employees": 400 + number})
    admin.put("/contacts/CT-9", {"account": "ACC-002", "name": "新", "layer": "admin"})
    account = admin.get("/accounts/ACC-002").json()["id"]

    def facts(query):
        return admin.get(f"/facts?{query}").json()

    found = facts(f"subject=account:{account}")["items"]
    assert [fact["verb"] for fact in found] == [
        "customers.contact.saved",
        *["customers.account.saved"] * 3,
    ]
    assert found[1]["before"] == {"employees": 401} and found[1]["after"] == {"employees": 402}
    assert found[1]["by"] == str(world.people["admin"].pk) and found[1]["key"]
    first = facts(f"subject=account:{account}&limit=2")
    second = facts(f"subject=account:{account}&limit=2&cursor={first['next_cursor']}")
    assert first["items"] + second["items"] == found and second["next_cursor"] is None
    assert len(facts("verb=customers.account.saved")["items"]) == 3
    assert len(facts("verb=customers.")["items"]) == 4
    assert facts("by=csm_mm@example.jp")["items"] == []
    assert len(facts("since=2026-11-20&by=admin@example.jp")["items"]) == 4
    assert facts("until=2026-11-20")["items"] == []


@pytest.mark.parametrize("query", ["subject=case", "subject=case:7", "since=soon", "cursor=WzFd"])
def test_a_wrong_filter_of_facts_is_named(admin, query):
    response = admin.get(f"/facts?{query}")
    assert response.status_code == 422 and response.json()["errors"]


def test_a_fact_can_be_undone_once_unless_something_changed_since(admin, caller):
    admin.put("/accounts/ACC-002", {"employees": 401})
    fact = admin.get("/facts").json()["items"][0]
    assert caller("viewer").put(f"/facts/{fact['id']}/undo", {}).status_code == 403
    undone = admin.put(f"/facts/{fact['id']}/undo", {"reason": "間違い"})
    assert undone.status_code == 200 and undone.json()["undoes"] == fact["id"]
    assert undone.json()["reason"] == "間違い"
    assert admin.get("/accounts/ACC-002").json()["employees"] == 300
    assert admin.put(f"/facts/{fact['id']}/undo", {}).json()["code"] == "already_undone"
    admin.put("/accounts/ACC-002", {"employees": 500})
    later = admin.get("/facts").json()["items"][0]
    admin.put("/accounts/ACC-002", {"employees": 501})
    refused = admin.put(f"/facts/{later['id']}/undo", {})
    assert refused.status_code == 409 and refused.json()["code"] == "changed_since"
    assert refused.json()["rows"][0]["fields"] == ["employees"]
    assert admin.put("/facts/nonsense/undo", {}).status_code == 404


def test_who_sees_only_a_part_sees_no_facts_of_the_rest(admin, caller):
    admin.put("/accounts/ACC-001", {"employees": 1})
    admin.put("/accounts/ACC-003", {"employees": 3})
    admin.put("/contracts/K-003", {"seats": 30})
    seen = caller("contractor").get("/facts").json()["items"]
    assert {fact["verb"] for fact in seen} == {
        "customers.account.saved",
        "customers.contract.saved",
    }
    assert all(fact["after"] != {"employees": 1} for fact in seen)
    hidden = Fact.objects.filter(verb="customers.account.saved").earliest("seq")
    assert caller("contractor").get(f"/facts/{hidden.id}").status_code == 404


def test_a_metric_of_cases_is_the_worst_of_an_account_s_open_ones(method, world, admin):
    for contract, started in (("K-001", "2026-11-10"), (None, "2026-11-18")):
        body = {"account": "ACC-001", "contract": contract, "started": started}
        assert admin.post("/cases", body).status_code == 201
    assert values(admin, "phase_age_days") == {
        "ACC-001": 10,
        "ACC-002": None,
        "ACC-003": None,
        "ACC-004": None,
    }
    subjects = {item["name"]: item["subject"] for item in admin.get("/metrics").json()["items"]}
    assert set(subjects["phase_age_days"]) == {"account", "case"}
