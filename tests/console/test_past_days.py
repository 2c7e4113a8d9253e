"""IN-04: board, lists, account and case as of a day of the past, on the screen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def lived(desk):
    """A case of ACC-001 opened on 1 October, in P2 from the 10th, stalled from the 20th."""

    def on(day):
        at = datetime(2026, 10, day, 3, tzinfo=UTC)
        return desk.later(seconds=int((at - desk.at).total_seconds()))

    case = on(1).open(started=date(2026, 10, 1))
    on(10).through(case, "P1")
    on(15).do("assign_owner", case, desk.manager, owner=desk.world.people["csm_mm"])
    on(20).do("mark_stalled", case, desk.manager, reason="no answer")
    return case


def text_of(answer) -> str:
    return answer.content.decode()


def pages(case, day):
    asked = f"?as_of={day}" if day else ""
    return (
        f"/board/{asked}", f"/cases/{asked}", f"/cases/{case.pk}/{asked}",
        f"/accounts/{asked}", f"/accounts/ACC-001/{asked}",
        f"/accounts/ACC-001/{asked}{'&' if day else '?'}tab=cases",
    )  # fmt: skip


def test_IN_04_every_page_of_a_past_day_has_the_one_band_and_writes_nothing(browser, lived):
    client = browser("manager")
    for path in pages(lived, "2026-10-14"):
        text = text_of(client.get(path))
        main = text[text.index("<main") : text.index("</main>")]
        assert main.count('class="sn-asof"') == 1, path
        assert "as_of=2026-10-13" in main and "as_of=2026-10-15" in main and "Back to today" in main
        assert "Today's values:" in main, path
        assert 'method="post"' not in re.sub(r"<form[^>]*star[^>]*>", "", main), path
        assert "/edit/" not in main and "/new/" not in main, path
    for path in pages(lived, ""):
        assert 'class="sn-asof"' not in text_of(client.get(path))


def test_IN_04_links_of_a_past_day_keep_it(browser, lived):
    client = browser("manager")
    board, cases, case, accounts, account, _tab = pages(lived, "2026-10-14")
    there = f"/cases/{lived.pk}/?as_of=2026-10-14"
    for path in (board, cases, account):
        assert f'href="{there}"' in text_of(client.get(path)), path
    assert "/accounts/ACC-001/?as_of=2026-10-14" in text_of(client.get(accounts))
    shown = text_of(client.get(case))
    assert "/board/?as_of=2026-10-14" in shown and "/accounts/ACC-001/?as_of=2026-10-14" in shown
    assert "?as_of=2026-10-14&amp;tab=contracts" in text_of(client.get(account))
    # The day after yesterday is today.
    assert "as_of=2026-11-20" not in text_of(client.get("/cases/?as_of=2026-11-19"))


def test_IN_04_the_list_of_cases_is_narrowed_by_what_they_were(browser, lived, desk):
    client = browser("manager")
    mails = {name: desk.world.people[name].email for name in ("csm_ent", "csm_mm")}

    def count(query):
        return client.get(f"/cases/?{query}").context["found"].total

    first = desk.fresh(lived)
    assert first.status == "stalled"
    assert count("as_of=2026-09-30") == 0 and count("as_of=2026-10-01") == 1
    assert count("as_of=2026-10-19&status=stalled") == 0
    assert count("as_of=2026-10-20&status=stalled") == count("as_of=2026-10-20&state=parked") == 1
    assert (
        count("as_of=2026-10-19&state=parked") == 0 and count("as_of=2026-10-19&state=moving") == 1
    )
    assert count("as_of=2026-10-19&purpose=A") == 1 and count("as_of=2026-10-19&purpose=D") == 0
    assert count("as_of=2026-10-09&phase=P1") == 1 and count("as_of=2026-10-10&phase=P1") == 0
    assert count(f"as_of=2026-10-15&owner={mails['csm_mm']}") == 1
    assert count(f"as_of=2026-10-14&owner={mails['csm_mm']}") == 0
    (line,) = client.get("/cases/?as_of=2026-10-12&group=status&sort=-days").context["found"].items
    assert (line.status, line.phase, line.days) == ("active", "P2", 2)


def test_IN_04_the_case_shows_the_lead_and_the_status_of_the_day(browser, lived, desk):
    client = browser("manager")
    owners = {
        day: client.get(f"/cases/{lived.pk}/?as_of=2026-10-{day}").context["c"]
        for day in ("09", "10", "15", "20")
    }
    names = [desk.world.people[name].name for name in ("csm_ent", "csm_mm")]
    assert [c["phase"] for c in owners.values()] == ["P1", "P2", "P2", "P2"]
    assert [c["owner"] for c in owners.values()] == [names[0], names[0], names[1], names[1]]
    assert [c["signal"] == "stop" for c in owners.values()] == [False, False, False, True]
    desk.do("close_void", desk.fresh(lived), desk.manager, reason="a duplicate")
    ended = client.get(f"/cases/{lived.pk}/?as_of=2026-10-12").context["c"]
    assert ended["phase"] == "P2" and ended["ended"] is None


def test_IN_04_what_was_not_there_yet_says_so_and_keeps_the_day(browser, lived):
    client = browser("manager")
    answer = client.get(f"/cases/{lived.pk}/?as_of=2026-09-30")
    assert answer.status_code == 404 and "Not there yet on this day" in text_of(answer)
    assert "as_of=2026-10-01" in text_of(answer)
    client.get("/accounts/ACC-002/?as_of=1990-01-01")
    gone = client.get("/accounts/ACC-001/?as_of=1990-01-01")
    assert gone.status_code == 404 and "Back to today" in text_of(gone)


def test_IN_04_the_account_carries_worth_and_cases_of_the_day(browser, lived, desk):
    from senro.customers.actions import put_contract

    raised = {"key": "K-001", "mrr": 450_000, "mrr_from": "2026-11-01"}
    put_contract(key="K-001", fields=raised, by=desk.manager, at=desk.at)
    client = browser("manager")
    before, since = (
        client.get(f"/accounts/ACC-001/?as_of={day}").context["head"].mrr
        for day in ("2026-10-31", "2026-11-01")
    )
    assert (before, since) == (400_000, 450_000)
    (line,) = client.get("/accounts/ACC-001/?as_of=2026-10-12&tab=cases").context["cases"]
    assert (line.status, line.days) == ("active", 2)
    listed = client.get("/accounts/?as_of=2026-10-31&q=ACC-001&sort=-mrr").context["found"].items
    assert [one.mrr for one in listed if one.key == "ACC-001"] == [400_000]


def test_the_lists_of_a_past_day_take_no_query_per_row(browser, lived, desk):
    client = browser("manager")

    def asked(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = ("/cases/?as_of=2026-11-10&group=owner", "/accounts/?as_of=2026-11-10&group=tier")
    few = [asked(path) for path in paths]
    for number in (2, 3):
        desk.later(days=-15).open(
            f"ACC-00{number}", f"K-00{number}", started=date(2026, 11, 5),
            owner=desk.world.people["csm_mm"],
        )  # fmt: skip
    assert client.get(paths[0]).context["found"].total == 3
    assert [asked(path) for path in paths] == few
    assert max(few) <= 45


def test_IN_04_the_board_of_a_past_day_names_what_moved_since(browser, lived):
    client = browser("manager")
    text = text_of(client.get("/board/?as_of=2026-10-09"))
    assert "From this day to today" in text and "Stalled or parked" in text
    assert f'<a href="/cases/{lived.pk}/">' in text
    assert "Nothing has moved since" in text_of(client.get("/board/?as_of=2026-10-21"))
    assert "From this day to today" not in text_of(client.get("/board/"))


def test_IN_04_the_gate_of_a_past_day_says_what_was_met_then_and_what_is_not_known(browser, desk):
    def on(day):
        at = datetime(2026, 10, day, 3, tzinfo=UTC)
        return desk.later(seconds=int((at - desk.at).total_seconds()))

    case = on(1).open(started=date(2026, 10, 1))
    on(3).kickoff(case, "wish", "criteria")
    on(5).structure(case)
    on(10).through(case, "P1", "P2")
    client = browser("manager")

    def gate(day):
        answer = client.get(f"/cases/{case.pk}/?as_of=2026-10-{day:02}")
        assert "All gates are passed" not in text_of(answer)
        return {row["code"]: row["state"] for row in answer.context["gate"]["rows"]}

    first, third, fifth, tenth = (gate(day) for day in (1, 3, 5, 10))
    assert first["kickoff_held"] == first["structure"] == "unmet"
    assert third["kickoff_held"] == "met" and third["structure"] == "unmet"
    assert fifth["structure"] == "met"
    # Nobody had found a way to register by then, as far as the records of that day tell.
    assert tenth == {"registration_method": "unmet", "registration_coverage": "unmet"}
    desk.through(case, "P3", "P4", "P5")
    assert gate(3) == third
