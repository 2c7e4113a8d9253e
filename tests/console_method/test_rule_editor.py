"""The rule editor: words that fit, a reading in the reader's language, how many match."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel import names
from senro.onboarding.models import Case
from senro.onboarding.queries.moments import moment_of

pytestmark = pytest.mark.django_db


def words(client: Any, text: str, **more: str) -> list[str]:
    answer = client.get("/rules/words/", {"text": text, **more})
    return [one["text"] for one in json.loads(answer.content)["words"]]


def reading(client: Any, text: str, subject: str = "case") -> str:
    answer = client.get(
        "/rules/reading/", {"text": text, "subject": subject}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_names_and_functions_that_fit_are_offered_while_typing(sign_in):
    client = sign_in("cs_ops")
    assert "first_login_rate" in words(client, "first_")
    assert "days_between(" in words(client, "days_b")
    assert "tier" in words(client, "ti", subject="account")
    assert words(client, "first_login_rate ")[:3] == ["=", "<>", "<"]
    assert "first_login_rate" in words(sign_in("cs_ops", "ja"), "初回")


def test_a_rule_is_read_in_the_readers_language(sign_in):
    assert "at least 80" in reading(sign_in("cs_ops"), "first_login_rate >= 0.8")
    assert "80" in reading(sign_in("cs_ops", "ja"), "first_login_rate >= 0.8")
    assert "以上" in reading(sign_in("cs_ops", "ja"), "first_login_rate >= 0.8")


@pytest.mark.postgres
def test_matching_and_unknown_accounts_are_counted(sign_in):
    found = reading(sign_in("cs_ops"), "employees > 200", "account")
    assert "2 accounts of 4 match" in found
    assert "1 cannot be decided" in found
    assert "/accounts/ACC-001/" in found


@pytest.mark.postgres
def test_matching_cases_are_counted_as_the_rule_finds_them(desk):
    for account, contract in (("ACC-001", "K-001"), ("ACC-002", "K-002"), ("ACC-003", "K-003")):
        desk.open(account, contract)
    moment = moment_of(desk.at)
    for text in ("purpose_count >= 1", "first_login_rate >= 0.8", "kickoff_held", "mrr > 100000"):
        rule = names.parse("case", text)
        rows = Case.objects.living()
        found = names.tally(rows, "case", rule, moment)
        assert found.total == 3
        assert found.met == names.where(rows, "case", rule, moment).count()
        assert found.unknown == names.where_unknown(rows, "case", rule, moment).count()
        assert found.met + found.unmet + found.unknown == found.total


def test_only_what_the_reader_may_see_is_counted(sign_in, desk):
    desk.open("ACC-001", "K-001")
    desk.open("ACC-003", "K-003")
    assert "1 case of 1 matches" in reading(sign_in("contractor"), "mrr > 1")
    assert "2 cases of 2 match" in reading(sign_in("cs_ops"), "mrr > 1")
    customer = sign_in("customer")
    assert customer.get("/rules/reading/", {"text": "mrr > 1"}).status_code == 404
    assert customer.get("/rules/words/", {"text": "m"}).status_code == 404


def test_an_error_is_marked_where_it_stands(sign_in):
    found = reading(sign_in("cs_ops"), "mrr > 1 AND frist_login_rate > 1")
    assert "<mark>frist_login_rate</mark>" in found
    assert 'data-rule-take="mrr &gt; 1 AND first_login_rate &gt; 1"' in found
    assert "At character 13" in found


def test_a_rule_that_looks_back_is_counted_by_what_was_known_then(sign_in, desk):
    desk.open("ACC-001", "K-001")
    client = sign_in("cs_ops")
    assert "1 case of 1 matches" in reading(client, "mrr >= 0")
    assert "0 cases of 1 match" in reading(client, "ago(phase_age_days, 7) >= 0")


def test_the_reading_never_asks_more_for_more_cases(sign_in, desk):
    client = sign_in("cs_ops")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            reading(client, "purpose_count >= 1 AND first_login_rate >= 0.1")
        return len(seen)

    desk.open("ACC-001", "K-001")
    queries()
    before = queries()
    desk.open("ACC-002", "K-002")
    desk.open("ACC-003", "K-003")
    assert queries() == before <= 12


def test_the_page_works_without_a_script(sign_in):
    client = sign_in("csm_mm")
    answer = client.get("/rules/reading/", {"subject": "account", "text": "tier = 'MM'"})
    page = answer.content.decode()
    assert "2 accounts of 4 match" in page
    assert "<textarea" in page
    assert client.get("/rules/reading/", {"subject": "nothing"}).status_code == 404
    assert client.get("/rules/reading/", {"text": "mrr >"}).status_code == 422


@pytest.mark.parametrize("text", ["", "'", "((((", "%s", "{{ x }}", "\x00", "mrr > 1" * 900])
def test_rubbish_is_read_calmly(sign_in, text):
    client = sign_in("cs_ops")
    for path in ("/rules/reading/", "/rules/words/"):
        assert client.get(path, {"text": text}).status_code in (200, 400, 404, 422)
