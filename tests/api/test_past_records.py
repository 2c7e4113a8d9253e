"""IN-04: accounts, contacts and contracts as they stood on a day of the past."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from senro.customers.models import Account, AccountPurpose, Contact, Touch

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

LATE = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


def keys(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["key"] for row in response.json()["items"]]


def test_IN_04_a_contract_is_worth_what_its_term_of_that_day_says(admin):
    raised = {"mrr": 450_000, "seats": 600, "mrr_from": "2026-11-01"}
    assert admin.put("/contracts/K-001", raised).status_code == 200
    before = admin.get("/contracts/K-001?as_of=2026-10-31").json()
    since = admin.get("/contracts/K-001?as_of=2026-11-01").json()
    assert (before["mrr"], before["seats"]) == (400_000, 500)
    assert (since["mrr"], since["seats"]) == (450_000, 600)
    assert before["as_of"].startswith("2026-10-31T14:59:59")
    assert "renewal" in before["as_of_today"] and "mrr" not in before["as_of_today"]


def test_IN_04_a_contract_that_had_not_begun_is_worth_nothing_yet(admin):
    early = admin.get("/contracts/K-001?as_of=2026-09-30").json()
    assert (early["mrr"], early["seats"], early["quota"]) == (None, None, None)


def test_IN_04_contracts_are_sorted_by_what_they_were_worth_then(admin):
    admin.put("/contracts/K-003", {"mrr": 900_000, "mrr_from": "2026-11-15"})
    assert keys(admin.get("/contracts?sort=-mrr")) == ["K-003", "K-001", "K-002"]
    then = "/contracts?sort=-mrr&as_of=2026-11-14&limit=2"
    first = admin.get(then)
    assert keys(first) == ["K-001", "K-002"]
    assert keys(admin.get(f"{then}&cursor={first.json()['next_cursor']}")) == ["K-003"]


def test_IN_04_an_account_carries_the_worth_and_purposes_of_that_day(admin, world):
    account = world.account("ACC-001")
    AccountPurpose.objects.filter(account=account).delete()
    for code, added, ended in (("A1", 5, 20), ("B2", 25, None)):
        AccountPurpose.objects.create(
            account=account,
            code=code,
            added_at=datetime(2026, 10, added, 3, tzinfo=UTC),
            ended_at=datetime(2026, 10, ended, 3, tzinfo=UTC) if ended else None,
            created_at=LATE,
        )
    found = {
        day: admin.get(f"/accounts/ACC-001?as_of=2026-10-{day}").json()
        for day in ("04", "05", "19", "20", "25")
    }
    purposes = [found[day]["purposes"] for day in found]
    assert purposes == [[], ["A1"], ["A1"], [], ["B2"]]
    assert found["05"]["mrr"] == 400_000
    assert "name" in found["05"]["as_of_today"] and "purposes" not in found["05"]["as_of_today"]


def test_IN_04_what_was_made_later_is_not_there(admin):
    admin.put("/accounts/ACC-9001", {"name": "新しい会社"})
    assert "ACC-9001" in keys(admin.get("/accounts"))
    assert "ACC-9001" not in keys(admin.get("/accounts?as_of=2026-11-19"))
    assert admin.get("/accounts/ACC-9001?as_of=2026-11-19").status_code == 404
    assert admin.get("/accounts/ACC-9001?as_of=2026-11-20").status_code == 200


def test_IN_04_history_that_was_filled_in_later_changes_the_past(admin, world):
    Account.objects.filter(key__in=["ACC-001", "ACC-004"]).update(created_at=LATE)
    AccountPurpose.objects.all().delete()
    assert "ACC-001" in keys(admin.get("/accounts?as_of=2026-10-01"))
    assert "ACC-001" not in keys(admin.get("/accounts?as_of=2026-09-30"))
    assert "ACC-004" not in keys(admin.get("/accounts?as_of=2026-10-01"))


def test_IN_04_a_contact_who_left_later_had_not_left(admin, world):
    Contact.objects.filter(key="CT-002").update(left_on="2026-11-05")
    assert admin.get("/contacts/CT-002?as_of=2026-11-04").json()["left_on"] is None
    assert admin.get("/contacts/CT-002?as_of=2026-11-05").json()["left_on"] == "2026-11-05"
    late = Contact.objects.filter(key="CT-003")
    late.update(created_at=LATE)
    assert "CT-003" not in keys(admin.get("/contacts?as_of=2026-11-04"))
    Touch.objects.create(
        account=world.account("ACC-001"), contact=late.get(), direction="inbound",
        channel="phone", at=datetime(2026, 11, 3, tzinfo=UTC), created_at=LATE,
    )  # fmt: skip
    assert "CT-003" in keys(admin.get("/contacts?as_of=2026-11-04"))


def test_IN_04_a_rule_is_measured_on_that_day(admin):
    admin.put("/contracts/K-002", {"mrr": 500_000, "mrr_from": "2026-11-15"})
    rule = "/accounts?where=mrr+>=+450000"
    assert keys(admin.get(rule)) == ["ACC-002"]
    assert keys(admin.get(f"{rule}&as_of=2026-11-14")) == []


def test_IN_04_the_past_hides_what_somebody_may_not_see_today(caller):
    partner = caller("partner", "read")
    assert keys(partner.get("/accounts?as_of=2026-11-01")) == ["ACC-003"]
    assert partner.get("/accounts/ACC-001?as_of=2026-11-01").status_code == 404
    assert partner.get("/contracts/K-001?as_of=2026-11-01").status_code == 404


@pytest.mark.parametrize("path", ["/accounts", "/accounts/ACC-001", "/contracts", "/contacts"])
def test_a_wrong_day_is_refused(admin, path):
    for wrong in ("2026-02-30", "yesterday"):
        response = admin.get(f"{path}?as_of={wrong}")
        assert response.status_code == 422
        assert [e["field"] for e in response.json()["errors"]] == ["as_of"]


def test_a_file_of_the_past_is_refused_and_not_filled_with_today(admin):
    response = admin.get("/accounts?as_of=2026-11-01&format=csv")
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "not_in_files"


@pytest.mark.parametrize("kind", ["accounts", "contacts", "contracts"])
def test_a_list_of_the_past_takes_no_query_per_row(admin, kind, django_assert_max_num_queries):
    admin.get(f"/{kind}?as_of=2026-11-01")
    with django_assert_max_num_queries(40) as few:
        admin.get(f"/{kind}?as_of=2026-11-01&limit=1")
    with django_assert_max_num_queries(len(few) + 1):
        admin.get(f"/{kind}?as_of=2026-11-01")


def test_without_as_of_nothing_changes(admin):
    body = admin.get("/accounts/ACC-001").json()
    assert not {"as_of", "as_of_today", "mrr", "purposes"} & set(body)


@pytest.mark.parametrize("path", ["/board", "/health", "/accounts", "/metrics/mrr/values"])
def test_IN_04_the_first_day_of_all_days_is_before_everything(admin, method, path):
    answer = admin.get(f"{path}?as_of=0001-01-01")
    assert answer.status_code == 200, answer.content


def test_the_last_day_of_all_days_is_read_as_now(admin):
    late = admin.get("/metrics/mrr/values?as_of=9999-12-31")
    assert late.json() == admin.get("/metrics/mrr/values").json()
