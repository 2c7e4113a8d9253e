"""What the sample company's customers do, found by asking the product of its data."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from deltalake import DeltaTable

from tests.demo_server import Served

TODAY = date(2026, 11, 20)
WATCH = ("completed", "watch_stalled")
CLOSING = "seat_activation >= 0.9 AND events_7d < 0.15 * events_28d"


@pytest.fixture(scope="module")
def key(demo: Served) -> str:
    return demo.key()


def _where(demo: Served, key: str, rule: str) -> set[str]:
    status, found = demo.api("GET", f"/accounts?limit=5000&where={quote(rule)}", key)
    assert status == 200, found
    return {one["key"] for one in found["items"]}


def _values(demo: Served, key: str, metric: str, day: date | None = None) -> dict[str, Any]:
    asked = f"&as_of={day}" if day else ""
    status, found = demo.api("GET", f"/metrics/{metric}/values?limit=5000{asked}", key)
    assert status == 200, found
    return {one["account"]: one["value"] for one in found["items"]}


def test_the_usage_went_through_the_intake_and_nothing_waits(demo: Served, key: str):
    status, intake = demo.api("GET", "/intake", key)
    assert status == 200
    assert not intake["waiting"] and not intake["conflicts"] and not intake["refused"]
    assert {one["channel"] for one in intake["arrivals"]} == {"native", "import"}
    events = _values(demo, key, "events_28d", TODAY)
    # Kept for the present, and counted anew for the day: the same.
    assert events == _values(demo, key, "events_28d")
    assert sum(value or 0 for value in events.values()) > 30_000


def test_T8_forty_two_of_the_150_past_successes_burnt_out_after_completion(demo: Served, key: str):
    cases = demo.api("GET", "/cases?limit=5000", key)[1]["items"]
    ended = {
        case["account"]: date.fromisoformat(case["ended"])
        for case in cases
        if case["result"] == "completed" and case["attempt"] == 1
        and case["ended"] < str(TODAY - timedelta(days=365))
    }  # fmt: skip
    assert len(ended) == 150
    # As it lies in the open table: 28 days before against 28 days from the end on.
    sums = DeltaTable(str(demo.folder / "lake" / "usage")).to_pyarrow_table(
        columns=["account", "day", "events"]
    )
    before, after = Counter[str](), Counter[str]()
    for row in sums.to_pylist():
        days = (row["day"] - ended.get(row["account"], date.max)).days
        if -28 <= days < 28:
            (before if days < 0 else after)[row["account"]] += row["events"]
    assert set(ended) == set(before)
    assert sum(after[account] <= 0.5 * before[account] for account in ended) == 42


def test_T8_the_product_finds_the_forty_two_by_a_rule_on_page_and_api(demo: Served, key: str, page):
    rule = "use_after_completion <= 0.5 AND completed_on <= '2025-11-20'"
    burnt = _where(demo, key, rule)
    assert len(burnt) == 42
    cases = demo.api("GET", f"/cases?limit=5000&where={quote(rule)}", key)[1]["items"]
    assert {one["account"] for one in cases if one["attempt"] == 1} == burnt
    past = demo.api("GET", f"/cases?limit=5000&where={quote(rule.partition(' AND ')[2])}", key)[1]
    assert sum(one["attempt"] == 1 for one in past["items"]) == 150
    seen = page(f"/accounts/?where={quote(rule)}")
    assert "42" in re.search(r"<h1>.*?</h1>", seen, re.DOTALL)[0]
    assert all(account in seen for account in sorted(burnt)[:5])


def test_T8_four_of_the_twelve_in_watch_use_it_half_as_much_as_before(demo: Served, key: str):
    cases = demo.api("GET", "/cases?limit=5000", key)[1]["items"]
    watched = {c["account"]: c["status"] for c in cases if c["status"] in WATCH}
    assert len(watched) == 12
    fallen = _where(demo, key, "events_7d <= 0.5 * ago(events_7d, 28)") & set(watched)
    assert len(fallen) == 4 and "ACC-008" in fallen
    assert fallen == {account for account, status in watched.items() if status == WATCH[1]}


def test_T8_acc_008_went_from_42_events_a_day_to_15(demo: Served, key: str):
    assert _values(demo, key, "events_7d", date(2026, 11, 1))["ACC-008"] == 7 * 42
    assert _values(demo, key, "events_7d", TODAY)["ACC-008"] == 7 * 15


def test_T11_eleven_accounts_are_used_by_all_only_where_the_month_is_closed(demo: Served, key: str):
    wide = _where(demo, key, "seat_activation >= 0.9")
    closing = _where(demo, key, CLOSING)
    assert len(closing) == 11 and "ACC-010" in closing
    assert closing < wide
    assert not closing & _where(demo, key, "status = 'churned'")
    status, health = demo.api("GET", "/health/ACC-010", key)
    assert status == 200 and health["points"]["adoption"] >= 70


def test_T13_three_schools_master_it_and_their_pupils_stay_the_same(demo: Served, key: str):
    rule = (
        "industry = '教育(塾)' AND lesson_mastery >= 0.9 AND proposals_182d = 0"
        " AND change(pupils_28d, 168) BETWEEN -0.02 * ago(pupils_28d, 168)"
        " AND 0.02 * ago(pupils_28d, 168)"
    )
    found = _where(demo, key, rule)
    assert len(found) == 3 and "ACC-003" in found


def test_T20_acc_001_is_the_one_where_a_thousand_people_cannot_be_reached(demo: Served, key: str):
    found = _where(demo, key, "end_users - end_users_with_email > 800")
    assert found == {"ACC-001"}
    assert _values(demo, key, "active_users_28d")["ACC-001"] <= 3


def test_CO_04_acc_007_runs_by_itself_and_acc_001_does_not(demo: Served, key: str):
    found = demo.api("GET", "/health/ACC-007", key)[1]["self_running"]
    assert found["holds"] is True
    found = demo.api("GET", "/health/ACC-001", key)[1]["self_running"]
    assert found["holds"] is False
    assert {one["code"] for one in found["parts"] if one["holds"] is False} == {
        "no_help",
        "own_change",
    }


@pytest.fixture(scope="module")
def page(demo: Served):
    """What the manager's browser shows at a path."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    opener.addheaders = [("Accept-Language", "en")]
    manager = demo.links[1]
    opener.open(manager[manager.index("http") :].strip()).read()
    return lambda path: opener.open(demo.base + path).read().decode()


def test_T8_T11_T13_T20_stand_on_today_account_and_health(demo: Served, key: str, page):
    def health(account: str) -> dict[str, Any]:
        return demo.api("GET", f"/health/{account}", key)[1]["points"]

    # T8: of the twelve in watch, four use it half as much as before; it was 42 a day.
    fallen = _where(demo, key, "events_7d <= 0.5 * ago(events_7d, 28)")
    today = page("/?scope=all&kind=watch_stalled")
    names = {
        one["key"]: one["name"] for one in demo.api("GET", "/accounts?limit=5000", key)[1]["items"]
    }
    assert names["ACC-008"] in today and "ACC-008" in fallen
    assert "294" in page("/accounts/ACC-008/?tab=usage&as_of=2026-11-01")
    # T11: all seats in use, so what it earns in adoption is high.
    assert health("ACC-010")["adoption"] > health("ACC-008")["adoption"]
    assert re.search(
        r"seat_activation</small></th><td[^>]*>9\d", page("/accounts/ACC-010/?tab=usage")
    )
    # T13: they master it, which shows in what they learned and not in what it is worth.
    assert "lesson_mastery" in page("/accounts/ACC-003/?tab=usage")
    assert health("ACC-003")["roi"] < 40
    # T20: those who cannot be reached are why nothing of it is deployed.
    assert health("ACC-001")["deployment"] == 0
    assert names["ACC-001"] in page("/health/?q=ACC-001")


def test_quota_under_speaks_only_where_little_is_used(demo: Served, key: str):
    found = demo.api("GET", "/signals?kind=quota_under&limit=500", key)[1]["items"]
    loud = {one["account"] for one in found}
    assert 5 <= len(loud) <= 30
    used = _values(demo, key, "quota_pace")
    tenure = _values(demo, key, "tenure_days")
    assert all(used[account] < 0.5 and tenure[account] >= 90 for account in loud)
    # Used as widely as it can be, or too early in its year to say: silent.
    assert not loud & _where(demo, key, "seat_activation >= 0.3")
    assert all(used[one] is None for one, days in tenure.items() if days is not None and days < 60)


def test_PH_07_acc_009_has_two_products_and_pays_for_both(demo: Served, key: str):
    every = demo.api("GET", "/contracts?limit=5000", key)[1]["items"]
    contracts = [one for one in every if one["account"] == "ACC-009"]
    assert {one["product"] for one in contracts} == {"REQUESTS", "VEHICLES"}
    assert sum(one["mrr"] for one in contracts) == _values(demo, key, "mrr")["ACC-009"]
    assert "ACC-009" in _where(demo, key, "has(products, 'REQUESTS') AND has(products, 'VEHICLES')")
