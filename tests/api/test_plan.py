"""The plan of a case and the calendar of a customer through the API."""

from __future__ import annotations

import pytest

from senro.onboarding.models import Task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def here(opened_case):
    return f"/cases/{opened_case}"


def test_a_plan_is_moved_after_a_look_at_what_follows(admin, here):
    plan = admin.get(f"{here}/plan").json()
    assert [one["code"] for one in plan["phases"]] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    body = {"phase": "P1", "to": "2026-12-18", "dry_run": True}
    seen = admin.post(f"{here}/replan", body).json()
    assert seen["dry_run"] and len(seen["moves"]) > 5
    assert admin.get(f"{here}/plan").json() == plan
    done = admin.post(f"{here}/replan", {**body, "dry_run": False}).json()
    assert done["moves"] == seen["moves"]
    moved = admin.get(f"{here}/plan").json()
    assert moved["phases"][0]["planned_end"] == "2026-12-18"
    assert moved["phases"][0]["original_end"] == plan["phases"][0]["planned_end"]
    assert admin.get(here).json()["phases"][0]["planned_end"] == "2026-12-18"


def test_a_task_waits_for_another_and_not_in_a_circle(admin, here):
    one, two = admin.get(f"{here}/plan").json()["tasks"][-2:]
    there = admin.put(f"{here}/tasks/{two['id']}/needs/{one['id']}", {})
    assert there.status_code == 200
    refused = admin.put(f"{here}/tasks/{one['id']}/needs/{two['id']}", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "circle")
    body = {"task": one["id"], "to": "2027-03-10"}
    moved = admin.post(f"{here}/replan", body).json()["moves"]
    assert {move["id"] for move in moved} >= {one["id"], two["id"]}
    gone = admin.delete(f"{here}/tasks/{two['id']}/needs/{one['id']}")
    assert two["id"] in {t["id"] for t in gone.json()["tasks"]}


def test_what_is_wrong_with_a_move_is_said(admin, caller, here):
    assert admin.post(f"{here}/replan", {"to": "2026-12-18"}).status_code == 422
    assert admin.post(f"{here}/replan", {"phase": "P1", "to": "soon"}).status_code == 422
    assert admin.post(f"{here}/replan", {"phase": "P9", "to": "2026-12-18"}).status_code == 404
    body = {"phase": "P1", "to": "2026-12-18"}
    assert caller("csm_ent").post(f"{here}/replan", body).status_code == 403
    assert caller("sales").get(f"{here}/plan").status_code == 404


def test_PH_07_a_customers_calendar_and_a_shared_kickoff(admin, here):
    body = {"kind": "kickoff", "held_at": "2026-11-20T10:00:00+09:00", "confirmed": ["wish"]}
    kickoff = admin.post(f"{here}/meetings", body).json()
    contract = {
        "account": "ACC-002", "product": "車両日報", "mrr": 50000, "start": "2026-11-01",
    }  # fmt: skip
    assert admin.put("/contracts/K-902", contract).status_code in (200, 201)
    body = {"account": "ACC-002", "contract": "K-902", "started": "2026-11-20"}
    case = admin.post("/cases", body).json()
    found = admin.get("/accounts/ACC-002/calendar").json()
    meetings = [one for one in found["items"] if one["kind"] == "meeting"]
    assert [len(one["cases"]) for one in meetings] == [2]
    reasons = {r["code"] for r in case["phases"][0]["gate"]["reasons"]}
    assert "kickoff_held" not in reasons and "wish" in reasons
    chosen = {"meeting": kickoff["id"], "counts": True}
    case = admin.put(f"/cases/{case['id']}/shared-kickoff", chosen).json()
    assert "wish" not in {r["code"] for r in case["phases"][0]["gate"]["reasons"]}
    case = admin.delete(f"/cases/{case['id']}/shared-kickoff").json()
    assert "kickoff_held" in {r["code"] for r in case["phases"][0]["gate"]["reasons"]}
    assert Task.objects.living().filter(template="p1_kickoff").count() == 2
