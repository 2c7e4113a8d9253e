"""Today: why each row is there, in which order, and done or put off in place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.customers.actions import log_touch
from senro.kernel.access import SYSTEM
from senro.onboarding import actions
from senro.onboarding.models import TodayMark

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(response: Any) -> str:
    return response.content.decode()


def rows_of(client: Any, query: str = "") -> list[dict[str, Any]]:
    return client.get(f"/{query}").context["rows"]


@pytest.fixture
def overdue(desk):
    """ENT's case is past its plan with a closed gate; MM's began today."""
    late = desk.open(started=date(2026, 10, 20))
    fresh = desk.open("ACC-002", "K-002")
    return late, fresh


def test_what_stands_still_comes_first_with_its_reason_and_the_one_verb(desk, browser, overdue):
    rows = rows_of(browser("manager"), "?scope=all")
    assert rows[0]["name"] == "青空フーズ株式会社"
    assert rows[0]["signal"] == "stop"
    assert "<b>The gate is closed 19 days past the plan</b>" in str(rows[0]["sentence"])
    assert "Kickoff held" in str(rows[0]["sentence"])
    assert rows[0]["action_url"].endswith("/kickoff/")
    assert rows[0]["why"]["rule"] == "kickoff_held"


def test_nobody_is_led_to_a_page_that_refuses_them(desk, browser, overdue):
    late, _fresh = overdue
    desk.do("mark_stalled", late, desk.manager, reason="no answer")
    for who in ("manager", "csm_ent", "csm_mm", "cs_ops", "viewer"):
        client = browser(who)
        rows = rows_of(client, "?scope=all")
        assert any(str(late.pk) in row["id"] for row in rows)
        for row in rows:
            assert client.get(row["action_url"]).status_code == 200, (who, row["action"])


def test_the_order_is_explained(desk, browser, overdue):
    page = text_of(browser("manager").get("/?scope=all"))
    assert "The list is put in this order" in page
    assert "Use fell after completion" in page


def test_PH_04_cases_at_risk_stand_above_those_on_track_and_say_why(desk, browser, overdue):
    actions.detect_at_risk(by=SYSTEM, at=desk.at)
    rows = rows_of(browser("manager"), "?scope=all")
    assert [row["signal"] for row in rows] == sorted(
        (row["signal"] for row in rows), key=["stop", "care", "go"].index
    )


def test_done_answers_the_row_in_its_new_state_with_an_undo(desk, browser, overdue):
    client = browser("csm_ent")
    row = rows_of(client)[0]
    answer = client.post(row["done_url"], headers=HTMX)
    assert f'id="row-{row["id"]}"' in text_of(answer)
    assert "<html" not in text_of(answer)
    assert "/undo/" in text_of(answer)
    assert row["id"] not in [one["id"] for one in rows_of(client)]
    client.post(row["undo_url"])
    assert row["id"] in [one["id"] for one in rows_of(client)]


def test_all_rows_share_one_form_that_works_without_javascript(desk, browser, overdue):
    client = browser("csm_ent")
    page = text_of(client.get("/?scope=all"))
    rows = page.split('<ol class="sn-rlist"')[1].split("</ol>")[0]
    assert rows.count('form="one"') == rows.count("formaction=") == 4
    assert "<form" not in rows
    form = page.split('<form method="post" id="one">')[1].split("</form>")[0]
    assert 'name="csrfmiddlewaretoken"' in form
    assert 'name="scope" value="all"' in form
    address = rows.split('formaction="')[1].split('"')[0]
    answer = client.post(address, {"scope": "all"})
    assert answer.url == "/?scope=all"
    assert len(rows_of(client, "?scope=all")) == 1


def test_snoozed_rows_come_back_on_the_next_business_day(desk, browser, overdue):
    client = browser("csm_ent")
    row = rows_of(client)[0]
    assert client.post(row["snooze_url"]).status_code == 302
    assert [one["id"] for one in rows_of(client, "?show=snoozed")] == [row["id"]]
    # 21 and 22 November are a weekend, 23 is a holiday.
    assert TodayMark.objects.get().until.date() == date(2026, 11, 23)


def test_marks_are_ones_own(desk, browser, overdue):
    row = rows_of(browser("csm_ent"))[0]
    browser("csm_ent").post(row["done_url"])
    assert row["id"] in [one["id"] for one in rows_of(browser("manager"), "?scope=all")]


def test_a_row_that_is_not_there_is_not_found(desk, browser, overdue):
    client = browser("csm_mm")
    assert client.post("/today/gate_overdue:x:y/done/").status_code == 404


def test_the_switch_shows_own_team_or_all(desk, browser, overdue):
    client = browser("csm_ent")
    names = [{row["name"] for row in rows_of(client, f"?scope={one}")} for one in ("mine", "all")]
    assert names[0] == {"青空フーズ株式会社"}
    assert names[1] == {"青空フーズ株式会社", "みどり物流(株)"}


def test_nothing_to_do_says_what_to_do_next(desk, browser):
    assert "You lead no case yet" in text_of(browser("csm_ent").get("/"))


def test_meetings_of_the_day_and_what_was_done_stand_beside(desk, browser, overdue):
    late, _fresh = overdue
    desk.do("record_meeting", late, fields={
        "kind": "regular", "held_at": desk.at + timedelta(minutes=38), "channel": "online",
    })  # fmt: skip
    page = text_of(browser("csm_ent").get("/"))
    assert "next, in 38 min" in page
    assert "Meeting recorded: Regular meeting" in page


def test_today_asks_as_often_for_many_cases_as_for_few(desk, browser, overdue):
    client = browser("manager")
    few = _queries(client, "/?scope=all")
    desk.open("ACC-003", "K-003", started=date(2026, 10, 1))
    assert _queries(client, "/?scope=all") == few <= 25


def _queries(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


@pytest.mark.parametrize(("verb", "later"), [("done", "0"), ("snooze", "1")])
def test_the_head_counts_anew_once_a_row_is_done_or_put_off(desk, browser, overdue, verb, later):
    client = browser("manager")
    page = client.get("/?scope=all")
    first, left = page.context["rows"][0], len(page.context["rows"])
    answer = text_of(client.post(first[f"{verb}_url"], headers=HTMX))
    assert f'<small id="today-left" hx-swap-oob="true">{left - 1} thing' in answer
    assert f'<b id="today-later" hx-swap-oob="true">{later}</b>' in answer
    assert '<span id="today-stop" hx-swap-oob="true">' in answer
    assert '<b id="today-later">0</b>' in text_of(page)
    assert 'hx-swap-oob="true"' not in text_of(page)


def test_several_rows_are_done_put_off_and_put_back_as_one(desk, browser, overdue):
    client = browser("manager")
    items = [row["item"] for row in rows_of(client, "?scope=all")]
    assert len(items) == 2
    sent = {"item": items, "verb": "snooze", "until": "tomorrow", "scope": "all"}
    client.post("/today/several/", sent)
    assert rows_of(client, "?scope=all") == []
    assert len(rows_of(client, "?scope=all&show=snoozed")) == 2
    client.post("/today/several/", {**sent, "verb": "undo", "show": "snoozed"})
    client.post("/today/several/", {**sent, "verb": "done"})
    assert len(rows_of(client, "?scope=all&show=done")) == 2


def test_a_row_that_waits_for_an_answer_comes_back_with_it(desk, browser, overdue):
    late, _fresh = overdue
    client = browser("csm_ent")
    sent = {"item": [rows_of(client)[0]["item"]], "verb": "snooze", "until": "answer"}
    client.post("/today/several/", sent)
    assert rows_of(client) == []
    later = desk.at + timedelta(minutes=5)
    log_touch(
        account=late.account, contact=None, direction="inbound", channel="phone",
        touched_at=later, note="", by=SYSTEM, at=later,
    )  # fmt: skip
    assert len(rows_of(client)) == 1


def test_the_place_of_a_row_is_explained_by_all_of_its_reasons(desk, browser, overdue):
    first = rows_of(browser("manager"), "?scope=all")[0]
    assert first["why"]["inputs"]["Past the plan of the phase"] == "place 3・19 days"
    assert first["why"]["inputs"]["Days waited"] == 31


def test_today_and_the_board_call_the_same_case_stopped(desk, browser, overdue):
    late, _fresh = overdue
    client = browser("manager")
    row = rows_of(client, "?scope=all")[0]
    columns = client.get("/board/").context["board"]["columns"]
    cards = {card["id"]: card["signal"] for column in columns for card in column["cards"]}
    assert row["signal"] == cards[late.pk] == "stop"
