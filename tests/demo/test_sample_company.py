"""The sample company holds what the requirements planted, found by asking the product."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo_server import Served, senro

LINE = ("intake", "P1", "P2", "P3", "P4", "P5")


@pytest.fixture(scope="module")
def key(demo: Served) -> str:
    return demo.key()


def test_PH_01_the_board_shows_the_pipeline_as_it_was_planted(demo: Served, key: str):
    status, board = demo.api("GET", "/board", key)
    counts = {column["code"]: column["count"] for column in board["columns"]}
    assert status == 200
    assert [counts[code] for code in LINE] == [6, 9, 10, 12, 8, 5]
    parked = ("stalled", "parked_with_cs", "returned", "dead_flag")
    assert [counts[code] for code in parked] == [6, 4, 3, 1]
    assert board["active"] == 50
    assert board["at_risk"] == 9


def test_PH_03_gate_blocks_acc_001_by_its_coverage(demo: Served, key: str):
    case = _case_of(demo, key, "ACC-001")
    status, problem = demo.api("PUT", f"/cases/{case['id']}/phases/P3/completion", key, {})
    assert (status, problem["code"]) == (409, "gate_closed")
    reason = next(r for r in problem["reasons"] if r["code"] == "registration_coverage")
    assert "31.7 %" in reason["message"] and "95 %" in reason["message"]


def test_there_are_300_accounts_in_three_tiers(demo: Served, key: str):
    tiers: dict[str, int] = {}
    for account in _all(demo, key, "/accounts?limit=5000"):
        tiers[account["tier"]] = tiers.get(account["tier"], 0) + 1
    assert tiers == {"ENT": 30, "MM": 90, "SMB": 180}


def test_acc_001_has_820_people_without_an_address(demo: Served, key: str):
    people = _all(demo, key, "/end-users?limit=5000&account=ACC-001")
    people = [person for person in people if person["account"] == "ACC-001"]
    assert len(people) == 1200
    assert sum(not person["email"] for person in people) == 820


def test_acc_004_is_back_with_sales_and_silent_since_september(demo: Served, key: str):
    case = _case_of(demo, key, "ACC-004")
    assert case["status"] == "returned_to_sales"
    meetings = demo.api("GET", f"/cases/{case['id']}/meetings", key)[1]["items"]
    assert max(meeting["held_at"] for meeting in meetings).startswith("2026-09-15")


def test_PH_02_the_sample_company_has_three_phase_sets_and_four_phases_for_smb_to_come(
    demo: Served, key: str
):
    parts = demo.api("GET", "/method", key)[1]["items"]
    found = {(one["kind"], one["code"], one["number"], one["state"]) for one in parts}
    assert {
        ("phase_set", "standard", 1, "in_effect"),
        ("phase_set", "ent_waves", 1, "in_effect"),
        ("checklist", "standard", 8, "in_effect"),
        ("roadmap", "standard", 8, "in_effect"),
        ("roadmap", "standard", 0, "draft"),
    } <= found
    smb = next(one for one in parts if one["code"] == "smb_4")
    assert smb["effective_from"].startswith("2026-11-30T15:00")
    steps = demo.api("GET", "/funnel", key)[1]["steps"]
    assert [step["code"] for step in steps] == ["intake", "P1", "P2", "P3", "P4", "P5", "P6"]


def test_RM_02_the_draft_of_the_sample_company_is_told_in_words(demo: Served, key: str):
    diff = demo.api("GET", "/method/roadmap/standard/diff", key)[1]
    assert diff["base"] == 8
    assert len(diff["items"]) == 4


def test_the_same_seed_makes_the_same_company():
    from senro.demo.build import make_plan

    assert make_plan() == make_plan()


def test_a_folder_with_other_data_is_never_deleted(tmp_path):
    precious = tmp_path / "mine"
    precious.mkdir()
    (precious / "file").write_text("keep me")
    done = senro(precious, "demo", "--remove", check=False)
    assert done.returncode == 2
    assert (precious / "file").read_text() == "keep me"


def _case_of(demo: Served, key: str, account: str) -> dict[str, Any]:
    cases = _all(demo, key, "/cases?limit=5000")
    return next(case for case in cases if case["account"] == account)


def _all(demo: Served, key: str, path: str) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        status, page = demo.api("GET", path + (f"&cursor={cursor}" if cursor else ""), key)
        assert status == 200, page
        found += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return found


def test_CC_S5_the_criteria_of_the_sample_company_have_a_third_version_under_discussion(
    demo: Served, key: str
):
    waiting = demo.api("GET", "/approvals", key)[1]["items"]
    [asked] = [one for one in waiting if one["kind"] == "revision"]
    assert asked["due"] == "2026-12-31" and "v2" in asked["title"]
    assert any("effect_felt" in one["what"] for one in asked["changes"])


def test_CC_S4_the_last_20_completions_are_compared_by_what_was_asked_of_them(
    demo: Served, key: str
):
    found = demo.api("GET", "/criteria/variance", key)[1]
    # 14 of them share the four sets of v1.5, the 6 before each have their own (KM-18).
    assert (found["cases"], found["distinct"]) == (20, 10)
