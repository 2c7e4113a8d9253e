"""Merging on the screens, and the group of an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.customers.actions import put_account, put_contact
from senro.customers.models import Account, Contact
from tests.console_customers.conftest import text_of


@pytest.fixture
def twin(world: Any) -> Account:
    """The same customer once more."""
    by = world.actor("admin")
    fields = {"name": "青空フーズ(株)", "industry": "水産", "parent": "ACC-002"}
    put_account(key="DUP-1", fields=fields, by=by, at=world.at)
    put_contact(
        key="CT-D", fields={"account": "DUP-1", "name": "花", "layer": "admin"},
        by=by, at=world.at,
    )  # fmt: skip
    return Account.objects.get(key="DUP-1")


def test_a_duplicate_is_proposed_compared_merged_and_parted_again(
    manager: Any, twin: Account
) -> None:
    found = text_of(manager.get("/accounts/duplicates/"))
    assert "/accounts/ACC-001/merge/?with=DUP-1" in found
    compared = manager.get("/accounts/ACC-001/merge/?with=DUP-1")
    assert {choice.name for choice, *_rest in compared.context["fields"]} >= {"name", "industry"}
    answer = manager.post(
        "/accounts/ACC-001/merge/", {"with": "DUP-1", "take": ["industry"]}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/accounts/ACC-001/"
    assert Account.objects.get(key="ACC-001").industry == "水産"
    assert Contact.objects.get(key="CT-D").account.key == "ACC-001"
    assert manager.get("/accounts/DUP-1/").url == "/accounts/ACC-001/"
    undo = text_of(answer).split('action="/facts/')[1].split('"')[0]
    manager.post(f"/facts/{undo}")
    assert Contact.objects.get(key="CT-D").account.key == "DUP-1"
    assert manager.get("/accounts/DUP-1/").status_code == 200


def test_the_other_account_may_be_named_and_a_wrong_name_is_said_so(
    manager: Any, twin: Account
) -> None:
    assert manager.get("/accounts/ACC-001/merge/").status_code == 200
    by_name = manager.get("/accounts/ACC-001/merge/", {"with": "みどり物流"})
    assert by_name.context["other"] is not None or by_name.status_code == 422
    nothing = manager.get("/accounts/ACC-001/merge/", {"with": "NOPE"})
    assert nothing.status_code == 422 and nothing.context["other"] is None


def test_two_customers_are_not_proposed_again(manager: Any, twin: Account) -> None:
    manager.post("/accounts/duplicates/distinct/", {"first": "ACC-001", "second": "DUP-1"})
    assert manager.get("/accounts/duplicates/").context["rows"] == []


def test_two_contacts_become_one(manager: Any, twin: Account, world: Any) -> None:
    put_contact(
        key="CT-E", fields={"account": "DUP-1", "name": "花", "layer": "admin", "phone": "03"},
        by=world.actor("admin"), at=world.at,
    )  # fmt: skip
    first = Contact.objects.get(key="CT-D")
    page = f"/accounts/DUP-1/contacts/{first.pk}/merge/"
    assert [one.key for one in manager.get(page).context["alike"]] == ["CT-E"]
    assert manager.get(f"{page}?with=CT-E").context["other"].key == "CT-E"
    manager.post(page, {"with": "CT-E"})
    first.refresh_from_db()
    assert first.phone == "03"
    assert not Contact.objects.living().filter(key="CT-E").exists()


def test_the_page_of_a_parent_shows_the_accounts_below_it_and_what_they_pay(
    manager: Any, twin: Account
) -> None:
    Account.objects.filter(key="ACC-001").update(parent=twin)
    group = manager.get("/accounts/ACC-002/").context["group"]
    assert [(one.account.key, one.depth) for one in group.members] == [("DUP-1", 1), ("ACC-001", 2)]
    own = manager.get("/accounts/ACC-002/").context["head"].mrr
    below = manager.get("/accounts/ACC-001/").context["head"].mrr
    assert group.mrr == own + below
    assert manager.get("/accounts/ACC-001/").context["group"] is None


def test_finding_duplicates_asks_few_questions(manager: Any, twin: Account, world: Any) -> None:
    for number in range(30):
        put_account(
            key=f"N-{number}", fields={"name": f"同名 {number % 3}"},
            by=world.actor("admin"), at=world.at,
        )  # fmt: skip
    manager.get("/accounts/duplicates/")
    with CaptureQueriesContext(connection) as seen:
        assert len(manager.get("/accounts/duplicates/").context["rows"]) > 30
    assert len(seen) <= 20
