"""The palette: what it finds, for whom, with how many questions; visits and stars."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.customers.models import Account
from senro.customers.rules import search_text
from senro.customers.rules.romaji import kana_of
from senro.kernel.models import Favourite, Visit
from tests.world import LONG_AGO

pytestmark = pytest.mark.django_db


def ask(client: Any, q: str = "", path: str = "/", language: str = "en") -> str:
    headers = {"HX-Request": "true", "Accept-Language": language}
    answer = client.get("/palette/", {"q": q, "path": path}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "q", ["みどり", "緑物流"[1:], "ミドリブツ", "みどりぶつ", "midori", "ACC-002"]
)
def test_EVERYDAY_1_an_account_is_found_in_any_writing(browser, q):
    assert 'href="/accounts/ACC-002/"' in ask(browser("csm_mm"), q)


@pytest.mark.parametrize(
    ("latin", "kana"),
    [("aozora", "アオゾラ"), ("nippon", "ニッポン"), ("konnichi", "コンニチ"), ("shinjuku", "シンジュク"),
     ("tyuuou", "チュウオウ"), ("board", ""), ("kinen", "キネン"), ("ken", "ケン")],
)  # fmt: skip
def test_latin_letters_are_read_as_kana(latin, kana):
    assert kana_of(latin) == kana


def test_the_verbs_of_the_page_are_for_whoever_may(browser, desk):
    case = desk.open("ACC-002", "K-002")
    path, deed = f"/cases/{case.pk}/", f"/cases/{case.pk}/phases/{case.phase}/completion/"
    assert deed in ask(browser("csm_mm"), path=path)
    assert deed in ask(browser("csm_mm"), "complete", path)
    assert deed in ask(browser("csm_mm"), "フェーズ", path)
    assert "touches/new/" in ask(browser("csm_mm"), "log a", path)
    for who in ("viewer", "csm_ent", "marketing"):
        assert deed not in ask(browser(who), path=path), who


def test_what_may_not_be_seen_is_not_found(browser, desk):
    case = desk.open("ACC-002", "K-002")
    for who in ("contractor", "partner"):
        for q in ("", "みどり", "midori", "ACC-002"):
            text = ask(browser(who), q, f"/cases/{case.pk}/")
            assert "みどり物流" not in text and str(case.pk) not in text, (who, q)
    assert browser("customer").get("/palette/").status_code == 404


def test_a_screen_is_found_in_both_languages_and_by_loose_letters(browser):
    for q in ("Board", "ボード", "ぼーど", "brd"):
        assert 'href="/board/"' in ask(browser("viewer"), q), q


def test_switches_are_forms_and_dates_lead_to_that_day(browser, desk):
    case = desk.open("ACC-002", "K-002")
    assert 'data-post="/ui/theme/"' in ask(browser("viewer"), "dark")
    assert "/board/?as_of=2026-11-19" in ask(browser("viewer"), "11/19")
    assert "/board/?as_of=2025-12-01" in ask(browser("viewer"), "12月1日")
    text = ask(browser("viewer"), "2026-11-19", f"/cases/{case.pk}/")
    assert f"/cases/{case.pk}/?as_of=2026-11-19" in text
    assert "as_of" not in ask(browser("viewer"), "2027-01-01")


def test_without_a_script_it_is_the_search_page(browser):
    answer = browser("viewer").get("/palette/?q=みどり")
    assert answer.status_code == 302 and answer.url.startswith("/search/?q=")


def test_the_number_of_questions_does_not_grow_and_each_is_cut_off(browser):
    client = browser("csm_mm")

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            ask(client, "物流")
        return [one["sql"] for one in found]

    asked()
    few = asked()
    rows = [
        Account(key=f"X-{n}", name=f"物流 {n}", search=search_text(f"X-{n}", f"物流 {n}"),
                created_at=LONG_AGO)
        for n in range(300)
    ]  # fmt: skip
    Account.objects.bulk_create(rows)
    many = asked()
    assert len(many) == len(few) <= 12
    records = [sql for sql in many if re.search('FROM "(customers|onboarding)_', sql)]
    assert records and all("LIMIT" in sql for sql in records)


def test_what_was_looked_at_last_stands_first_and_only_for_oneself(browser, desk):
    account = desk.world.account("ACC-002")
    client = browser("csm_mm")
    case = desk.open("ACC-001", "K-001")
    assert client.post(f"/visits/account/{account.pk}/").status_code == 204
    assert client.post(f"/visits/case/{case.pk}/").status_code == 204
    assert client.post(f"/visits/case/{case.pk}/").status_code == 204
    assert Visit.objects.count() == 2
    text = ask(client)
    assert text.index("青空フーズ") < text.index("みどり物流") < text.index("/board/")
    assert "みどり物流" in client.get("/search/").content.decode()
    assert "みどり物流" not in ask(browser("manager"))
    assert browser("contractor").post(f"/visits/account/{account.pk}/").status_code == 404


def test_a_star_is_set_once_and_undone(browser, desk):
    account = desk.world.account("ACC-002")
    client = browser("viewer")
    for _twice in range(2):
        assert client.post(f"/favourites/account/{account.pk}/", {"on": "yes"}).status_code == 302
    assert Favourite.objects.living().count() == 1
    assert "Starred" in ask(client)
    assert 'aria-pressed="true"' in client.get("/accounts/ACC-002/").content.decode()
    client.post(f"/favourites/account/{account.pk}/", {"on": "no"})
    assert "Starred" not in ask(client)


def test_every_page_of_a_case_and_of_the_settings_is_found_by_whoever_may(browser, desk):
    case = desk.open("ACC-002", "K-002")
    path = f"/cases/{case.pk}/"
    for q, where in (
        ("リスケ", f"{path}plan/"),
        ("完了予定", f"{path}target/"),
        ("拠点", f"{path}waves/"),
    ):
        assert where in ask(browser("csm_mm"), q, path), q
    assert f"{path}target/" not in ask(browser("viewer"), "完了予定", path)
    merge = "/accounts/ACC-002/merge/"
    assert merge in ask(browser("csm_mm"), "統合", "/accounts/ACC-002/")
    assert merge not in ask(browser("viewer"), "統合", "/accounts/ACC-002/")
    for q, where in (("holidays", "/settings/organization/"), ("token", "/settings/keys/")):
        assert where in ask(browser("admin"), q) and where not in ask(browser("csm_mm"), q), q
    assert "/method/metrics/" in ask(browser("cs_ops"), "metrics")


def test_each_line_of_the_palette_opens_a_page(browser, desk):
    case = desk.open("ACC-002", "K-002")
    admin = browser("admin")
    for path in (f"/cases/{case.pk}/", "/accounts/ACC-002/"):
        links = set(re.findall(r'href="(/[^"#]*)', ask(admin, path=path)))
        assert len(links) > 15
        for link in links:
            assert admin.get(link).status_code in {200, 302}, link
