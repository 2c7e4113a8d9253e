"""The list of accounts."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.customers.actions import put_rows
from tests.console_customers.conftest import text_of


def names(answer: Any) -> list[str]:
    return [line.name for line in answer.context["found"].items]


def test_the_list_shows_each_account_with_what_it_is_worth(manager: Any) -> None:
    answer = manager.get("/accounts/")
    assert answer.status_code == 200
    page = text_of(answer)
    assert len(names(answer)) == 4
    assert 'href="/accounts/ACC-001/"' in page
    assert "¥400,000" in page
    assert "data-rows" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=物流", {"ACC-002"}),
        ("q=ハル", {"ACC-003"}),
        ("q=あお", {"ACC-001"}),
        ("tier=MM", {"ACC-002", "ACC-003"}),
        ("tier=MM&channel=partner", {"ACC-003"}),
        ("owner=-", {"ACC-004"}),
        ("owner=csm_ent@example.jp", {"ACC-001"}),
        ("industry=食品製造", {"ACC-001"}),
        ("purpose=C", {"ACC-001"}),
        ("status=churned", set()),
        ("where=mrr > 100000", {"ACC-001", "ACC-002"}),
        ("where=has(purposes, 'A')&tier=ENT", {"ACC-001"}),
    ],
)
def test_the_list_is_narrowed_by_words_clicks_and_rules(
    manager: Any, query: str, found: set[str]
) -> None:
    answer = manager.get(f"/accounts/?{query}")
    assert {line.key for line in answer.context["found"].items} == found


@pytest.mark.parametrize("rubbish", ["sort=nope", "page=x", "page=99999", "tier=XX", "sort=-"])
def test_rubbish_in_the_address_is_no_reason_to_fail(manager: Any, rubbish: str) -> None:
    assert manager.get(f"/accounts/?{rubbish}").status_code == 200


def test_the_list_is_sorted_by_its_heads(manager: Any) -> None:
    answer = manager.get("/accounts/?sort=-mrr")
    assert [line.key for line in answer.context["found"].items][:2] == ["ACC-001", "ACC-002"]
    assert 'aria-sort="descending"' in text_of(answer)


def test_a_wrong_rule_is_shown_with_its_place_and_what_may_be_meant(manager: Any) -> None:
    answer = manager.get("/accounts/", {"where": "tier = 'MM' AND mmr > 1"})
    assert answer.status_code == 422
    wrong = answer.context["trouble"]
    assert (wrong.found, wrong.place) == ("mmr", 17)
    assert ("mrr", "tier = 'MM' AND mrr > 1") in wrong.suggestions
    assert "<mark>mmr</mark>" in text_of(answer)


def test_a_rule_is_read_out_with_how_many_match_and_how_many_are_unknown(manager: Any) -> None:
    answer = manager.get("/accounts/", {"where": "mrr > 100000"})
    assert answer.context["reading"]
    assert (answer.context["found"].total, answer.context["found"].unknown) == (2, 1)
    page = text_of(answer)
    assert "2 accounts match" in page
    assert "1 cannot be decided" in page


def test_the_chosen_columns_stay_in_the_browser(manager: Any) -> None:
    answer = manager.get("/accounts/?cols=name&cols=industry&tier=ENT")
    assert answer.headers["Location"] == "/accounts/?tier=ENT"
    page = text_of(manager.get("/accounts/"))
    assert 'data-th="Industry"' in page
    assert 'data-th="MRR"' not in page


def test_the_file_has_the_shown_rows_and_columns_and_runs_no_formula(
    world: Any, manager: Any
) -> None:
    row = {"key": "ACC-005", "name": "=1+1", "tier": "SMB"}
    put_rows(kind="accounts", rows=[row], by=world.actor("admin"), at=world.at)
    answer = manager.get("/accounts/list.csv?tier=SMB")
    content = answer.getvalue()
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(text))
    assert head[:2] == ["Account key", "Account"]
    assert {cells[1] for cells in rows} == {"'=1+1", "アトラス・ジャパン合同会社"}


def test_an_empty_list_says_what_to_do_next(world: Any, browser: Any, manager: Any) -> None:
    assert "No account matches" in text_of(manager.get("/accounts/?q=zzz"))
    world.account("ACC-003").__class__.objects.filter(key="ACC-003").update(owner=None)
    assert "assigned to you" in text_of(browser("contractor").get("/accounts/"))


def test_strangers_see_only_their_own(browser: Any) -> None:
    for name in ("contractor", "partner"):
        assert [x.key for x in browser(name).get("/accounts/").context["found"].items] == [
            "ACC-003"
        ]


def test_the_list_asks_few_questions_however_long_it_is(world: Any, manager: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert manager.get("/accounts/?tier=MM&where=mrr > 1").status_code == 200
        return len(seen)

    manager.get("/accounts/")
    few = asked()
    rows = [{"key": f"X-{n:03}", "name": f"顧客 {n}", "tier": "MM"} for n in range(120)]
    put_rows(kind="accounts", rows=rows, by=world.actor("admin"), at=world.at)
    assert asked() <= few <= 25
