"""The walk that every face must allow, through the API: each step once, each a fact."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

KICKOFF = {
    "kind": "kickoff",
    "held_at": "2026-11-20T10:00:00+09:00",
    "minutes_explained": 20,
    "minutes_heard": 40,
    "confirmed": ["wish", "criteria", "schedule", "next_step"],
    "temperature": 4,
}


def codes(problem):
    return {reason["code"] for reason in problem["reasons"]}


def customer(caller):
    """The customer of the walk, made by PUTs."""
    account = {"name": "テスト食品", "tier": "MM", "industry": "食品製造", "employees": 320}
    account["owner"] = "csm_mm@example.jp"
    assert caller.put("/accounts/ACC-9001", account).status_code == 201
    assert caller.put("/accounts/ACC-9001", account).status_code == 200
    for number, layer in ((1, "admin"), (2, "decision_maker"), (3, "site_manager")):
        contact = {
            "account": "ACC-9001",
            "name": f"担当 {number}",
            "layer": layer,
            "email": f"c{number}@test.example",
        }
        assert caller.put(f"/contacts/CT-900{number}", contact).status_code == 201
    contract = {
        "account": "ACC-9001",
        "product": "genba",
        "mrr": 120000,
        "start": "2026-11-20",
        "renewal": "2027-11-20",
    }
    assert caller.put("/contracts/K-9001", contract).status_code == 201


def test_the_walk_through_the_api(method, caller, admin, world):
    csm, manager = caller("csm_mm"), caller("manager")
    customer(admin)

    opened = csm.post(
        "/cases",
        {
            "account": "ACC-9001",
            "contract": "K-9001",
            "started": "2026-11-20",
            "owner": "csm_mm@example.jp",
        },
    )
    assert opened.status_code == 201, opened.content
    case = opened.json()
    assert (case["phase"], case["target_end"]) == ("P1", "2027-02-18")
    assert [phase["code"] for phase in case["phases"]] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    here = f"/cases/{case['id']}"
    completion = f"{here}/phases/P1/completion"

    closed = csm.put(completion, {})
    assert (closed.status_code, closed.json()["code"]) == (409, "gate_closed")
    assert codes(closed.json()) == {
        "kickoff_held",
        "purpose",
        "wish",
        "criteria_told",
        "schedule_told",
        "structure",
    }

    assert csm.put(f"{here}/purposes/C", {"rank": 1}).status_code == 200
    structure = {"owner": "CT-9001", "sponsor": "CT-9002", "site_leads": ["CT-9003"]}
    assert csm.put(f"{here}/structure", structure).status_code == 200
    assert codes(csm.put(completion, {}).json()) == {
        "kickoff_held",
        "wish",
        "criteria_told",
        "schedule_told",
    }
    meeting = csm.post(f"{here}/meetings", KICKOFF)
    assert meeting.status_code == 201, meeting.content

    done = csm.put(completion, {})
    assert done.status_code == 200, done.content
    facts_then = len(facts_of(csm, case))
    assert csm.put(completion, {}).status_code == 200
    assert len(facts_of(csm, case)) == facts_then

    reopened = csm.delete(completion, {"reason": "体制の変更"})
    assert reopened.status_code == 200, reopened.content
    assert csm.get(here).json()["phase"] == "P1"

    override = {"override": {"reason": "先方の決裁を待たずに進める"}}
    forbidden = csm.put(f"{here}/phases/P3/completion", override)
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "forbidden")
    passed = manager.put(f"{here}/phases/P3/completion", override)
    assert passed.status_code == 200, passed.content

    facts = facts_of(csm, case)
    told = [(fact["verb"], fact["by"]) for fact in reversed(facts) if not fact["cause"]]
    csm_id, manager_id = str(world.people["csm_mm"].pk), str(world.people["manager"].pk)
    assert told == [
        ("onboarding.case.opened", csm_id),
        ("onboarding.purpose.set", csm_id),
        ("onboarding.structure.set", csm_id),
        ("onboarding.meeting.recorded", csm_id),
        ("onboarding.phase.completed", csm_id),
        ("onboarding.phase.reopened", csm_id),
        ("onboarding.phase.completed", manager_id),
    ]
    assert facts[0]["reason"] == override["override"]["reason"]
    assert next(f for f in facts if f["verb"] == "onboarding.phase.reopened")["reason"]

    board = csm.get("/board?as_of=2026-11-19")
    assert board.status_code == 200
    assert case["id"] not in board.content.decode()
    assert case["id"] in csm.get("/board").content.decode()


def facts_of(caller, case):
    answer = caller.get(f"/facts?subject=case:{case['id']}&limit=1000")
    assert answer.status_code == 200
    return answer.json()["items"]
