"""The board: counts, cards that move, gates that refuse, two people at one card."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.access import SYSTEM
from senro.onboarding import actions
from senro.onboarding.models import Case

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text_of(response: Any) -> str:
    return response.content.decode()


def move(client: Any, case: Case, origin: str, to: str, htmx: bool = True) -> Any:
    return client.post(
        f"/cases/{case.pk}/move/", {"from": origin, "to": to}, headers=HTMX if htmx else {}
    )


def open_all(desk: Any) -> dict[str, Case]:
    """P1, P3, intake, stalled and handed back: each once."""
    first = desk.open()
    second = desk.open("ACC-002", "K-002")
    desk.through(second, "P1", "P2")
    third = desk.open("ACC-003", "K-003", phase="intake")
    return {"P1": first, "P3": second, "intake": third}


def test_PH_01_the_board_counts_cases_by_phase_and_beside_the_line(desk, browser):
    cases = open_all(desk)
    desk.do("mark_stalled", cases["P1"], desk.manager, reason="no answer")
    board = browser("manager").get("/board/").context["board"]
    assert {column["code"]: column["count"] for column in board["columns"] if column["count"]} == {
        "P3": 1
    }
    assert board["intake"]["count"] == 1
    assert {park["code"]: park["count"] for park in board["parks"]}["stalled"] == 1
    assert (board["active"], board["risky"]) == (2, 0)
    # What is complete stays on the board under watch; what has ended is on it nowhere.
    desk.through(cases["P3"], "P3", "P4", "P5")
    desk.do("close_void", cases["intake"], desk.manager, reason="twice")
    board = browser("manager").get("/board/").context["board"]
    assert [(c["code"], c["count"]) for c in board["columns"] if c["count"]] == [("P6", 1)]
    assert (board["intake"]["count"], board["active"]) == (0, 0)


def test_cards_carry_name_purpose_days_and_where_a_drop_goes(desk, browser):
    case = desk.open(started=date(2026, 11, 10))
    page = text_of(browser("csm_ent").get("/board/"))
    assert f'id="card-{case.pk}"' in page
    assert "青空フーズ" in page
    assert "Paperless work" in page
    assert f'data-move="/cases/{case.pk}/move/"' in page


def test_a_closed_gate_answers_409_with_what_is_missing_and_how_to_open_it(desk, browser):
    case = desk.open()
    answer = move(browser("csm_ent"), case, "P1", "P2")
    assert answer.status_code == 409
    assert "<html" not in text_of(answer)
    assert "data-gate-panel" in text_of(answer)
    assert "Kickoff held" in text_of(answer)
    assert f"/cases/{case.pk}/kickoff/" in text_of(answer)
    assert "/exception/" not in text_of(answer)
    assert desk.fresh(case).phase == "P1"


def test_only_a_leader_is_offered_the_exception(desk, browser):
    case = desk.open()
    assert f"/cases/{case.pk}/phases/P1/exception/" in text_of(
        move(browser("manager"), case, "P1", "P2")
    )


def test_an_open_gate_moves_the_card_and_both_counts(desk, browser):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule")
    desk.structure(case)
    answer = move(browser("csm_ent"), case, "P1", "P2")
    assert answer.status_code == 200
    assert f'id="card-{case.pk}"' in text_of(answer)
    assert 'id="count-P1"' in text_of(answer)
    assert 'id="count-P2"' in text_of(answer)
    assert "/undo/" in text_of(answer)
    assert desk.fresh(case).phase == "P2"


def test_the_toast_takes_the_move_back(desk, browser):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule")
    desk.structure(case)
    client = browser("csm_ent")
    client.post(f"/cases/{case.pk}/phases/P1/completion/")
    page = text_of(client.get(f"/cases/{case.pk}/"))
    undo = page.split('action="/facts/')[1].split('"')[0]
    client.post(f"/facts/{undo}")
    assert desk.fresh(case).phase == "P1"


def test_the_loser_of_two_is_told_in_words_where_the_card_is(desk, browser):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule")
    desk.structure(case)
    assert move(browser("csm_ent"), case, "P1", "P2").status_code == 200
    late = move(browser("manager"), case, "P1", "P2")
    assert late.status_code == 409
    assert "Somebody else has moved it" in text_of(late)
    assert "Operation design" in text_of(late)


def test_a_card_goes_one_gate_at_a_time(desk, browser):
    case = desk.open()
    answer = move(browser("manager"), case, "P1", "P3")
    assert answer.status_code == 409
    assert "one gate at a time" in text_of(answer)


def test_back_and_off_the_line_ask_for_a_reason_first(desk, browser):
    case = desk.open()
    desk.through(case, "P1")
    client = browser("csm_ent")
    back = move(client, case, "P2", "P1")
    assert back["HX-Redirect"] == f"/cases/{case.pk}/phases/P1/reopening/"
    off = move(client, case, "P2", "stalled")
    assert off["HX-Redirect"] == f"/cases/{case.pk}/status/mark_stalled/"
    assert desk.fresh(case).phase == "P2"
    assert desk.fresh(case).status == "active"


def test_a_card_from_the_intake_begins_the_first_phase(desk, browser):
    case = desk.open(phase="intake")
    assert move(browser("csm_ent"), case, "intake", "P1").status_code == 200
    assert desk.fresh(case).phase == "P1"


def test_without_script_a_move_is_a_plain_form(desk, browser):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule")
    desk.structure(case)
    answer = move(browser("csm_ent"), case, "P1", "P2", htmx=False)
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{case.pk}/"


def test_who_may_only_look_cannot_move(desk, browser):
    case = desk.open()
    assert move(browser("viewer"), case, "P1", "P2").status_code == 403
    assert move(browser("csm_mm"), case, "P1", "P2").status_code == 403
    assert move(browser("partner"), case, "P1", "P2").status_code == 404


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("tier=ENT", {"青空フーズ株式会社"}),
        ("channel=partner", set()),
        ("purpose=C", {"青空フーズ株式会社"}),
        ("owner=nobody", {"青空フーズ株式会社", "みどり物流(株)"}),
        ("risk=1", set()),
    ],
)
def test_filters_narrow_the_board(desk, browser, query, seen):
    desk.open()
    desk.open("ACC-002", "K-002")
    board = browser("manager").get(f"/board/?{query}").context["board"]
    assert {card["name"] for column in board["columns"] for card in column["cards"]} == seen


@pytest.mark.parametrize(
    ("lane", "names"),
    [("tier", ["Enterprise", "Mid-market"]), ("owner", ["csm_ent", "csm_mm"])],
)
def test_lanes_part_the_columns(desk, browser, lane, names):
    desk.open()
    desk.open("ACC-002", "K-002")
    board = browser("manager").get(f"/board/?lanes={lane}").context["board"]
    assert [str(one["name"]) for one in board["lanes"]] == names
    assert [one["count"] for one in board["lanes"]] == [1, 1]


def test_the_board_of_a_past_day_cannot_be_changed(desk, browser):
    desk.open()
    answer = browser("manager").get("/board/?as_of=2026-11-19")
    assert answer.context["board"]["past"]
    assert 'data-move="' not in text_of(answer)


def test_a_parked_column_opens_as_a_list(desk, browser):
    case = desk.open()
    desk.do("mark_stalled", case, desk.manager, reason="no answer")
    board = browser("manager").get("/board/?open=stalled").context["board"]
    assert [card["id"] for card in board["opened"]["cards"]] == [case.pk]


def test_the_first_cards_come_at_once_and_the_rest_when_scrolled_to(desk, browser):
    _many(desk, 25)
    client = browser("manager")
    first = client.get("/board/").context["board"]["columns"][0]
    assert (first["count"], len(first["cards"]), first["more"]) == (25, 20, 5)
    rest = client.get("/board/?column=P1&after=20", headers=HTMX)
    assert text_of(rest).count("sn-card ") + text_of(rest).count('"sn-card"') == 5
    assert "<html" not in text_of(rest)
    assert "<html" in text_of(client.get("/board/?column=P1&after=20"))


def test_the_board_asks_as_often_for_many_cases_as_for_few(desk, browser):
    client = browser("manager")
    _many(desk, 2)
    few = _queries(client, "/board/")
    _many(desk, 20, start=2)
    assert _queries(client, "/board/") == few <= 25


def test_nonsense_in_the_address_is_no_error(desk, browser):
    client = browser("manager")
    for query in ("as_of=tomorrow", "as_of=2026-13-45", "lanes=x", "open=x", "column=x&after=-1"):
        assert client.get(f"/board/?{query}").status_code in (200, 302)


def _queries(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _many(desk: Any, count: int, start: int = 0) -> None:
    from senro.customers.models import Account, Contract

    for number in range(start, count):
        account = Account.objects.create(
            key=f"M-{number}", name=f"多数{number}", created_at=desk.at, team=desk.world.teams["mm"]
        )
        contract = Contract.objects.create(
            key=f"MK-{number}", account=account, product=desk.world.product, mrr=1,
            start=date(2026, 9, 1), created_at=desk.at,
        )  # fmt: skip
        actions.open_case(
            account=account, contract=contract, started=desk.at.date() - timedelta(days=number),
            owner=desk.world.people["csm_mm"], by=SYSTEM, at=desk.at,
        )  # fmt: skip


def test_a_board_is_kept_as_a_view_with_its_rule_and_lanes_by_product(desk, browser):
    open_all(desk)
    client = browser("cs_ops")
    rule = "phase = 'P3'"
    seen = client.get("/board/", {"where": rule, "lanes": "product"})
    lanes = seen.context["board"]["lanes"]
    assert [(lane["name"], lane["count"]) for lane in lanes] == [(lanes[0]["name"], 1)]
    assert lanes[0]["name"] != "No product"
    kept = {
        "list": "board",
        "search": f"where={rule}&lanes=product",
        "name": "Rolling",
        "scope": "all",
    }
    address = client.post("/views/", kept)["Location"]
    assert address.startswith("/board/?view=")
    other = browser("manager")
    again = other.get(address)
    assert again.context["bar"]["current"].name == "Rolling"
    assert again.context["bar"]["changed"] is False
    assert sum(column["count"] for column in again.context["board"]["columns"]) == 1
    product = Case.objects.get(account__key="ACC-002").product.key
    narrowed = other.get("/board/", {"product": product}).context["board"]
    assert sum(column["count"] for column in narrowed["columns"]) >= 1


def test_a_refused_rule_shows_no_card_and_what_is_meant(desk, browser):
    desk.open()
    page = browser("manager").get("/board/", {"where": "phasee = 'P1'"})
    assert page.status_code == 422
    assert page.context["trouble"].suggestions[0][0] == "phase"
    assert page.context["board"]["nothing"]
    rest = browser("manager").get("/board/", {"where": "phasee = 'P1'", "column": "P1"})
    assert rest.status_code == 200
    back = browser("manager").get("/board/", {"where": "phasee = 'P1'", "as_of": "2026-11-01"})
    assert back.status_code == 422 and back.context["since"] is None


def test_what_is_in_the_menus_of_the_bar_says_so_when_it_is_chosen(desk, browser):
    desk.open()
    client = browser("manager")

    def bar(query=""):
        page = client.get(f"/board/{query}").content.decode()
        start = page.index('<div class="sn-filters">')
        return page[start : page.index('<span class="leg">', start)]

    plain = bar()
    for inside in ("?lanes=product", "?lanes=purpose", "?by=standard", "?rule=1", "?lanes=touch"):
        assert f'href="{inside}"' in plain
    assert 'class="sn-pick on"' not in plain
    assert re.search(r'class="sn-pick on"><b>Product</b>', bar("?lanes=product"))
    ruled = bar("?by=standard&rule=1&where=phase_age_days+%3E+1")
    assert re.search(r'class="sn-pick on">.{0,400}More filters <b>2</b>', ruled, re.DOTALL)
