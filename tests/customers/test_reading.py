"""Who sees which customers, the list of them, one customer's page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senro.customers.actions import log_touch, put_account, put_contract
from senro.customers.queries import (
    account_dicts,
    account_page,
    contact_dicts,
    contract_dicts,
    end_user_dicts,
    list_accounts,
    visible_accounts,
    visible_contacts,
    visible_contracts,
    visible_end_users,
)
from senro.kernel.access import SYSTEM
from senro.kernel.errors import Invalid
from senro.kernel.rules.language import RuleError

pytestmark = pytest.mark.postgres
ALL = ["ACC-001", "ACC-002", "ACC-003", "ACC-004"]


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("admin", ALL),
        ("csm_mm", ALL),
        ("viewer", ALL),
        ("sales", ALL),
        ("marketing", ALL),
        ("contractor", ["ACC-003"]),
        ("partner", ["ACC-003"]),
        ("customer", ["ACC-001"]),
    ],
)
def test_everybody_sees_their_customers(world, who, keys):
    actor = world.actor(who)
    assert sorted(visible_accounts(actor).values_list("key", flat=True)) == keys
    for rows in (visible_contacts, visible_contracts, visible_end_users):
        assert {row.account.key for row in rows(actor)} <= set(keys)


def test_the_api_shape_names_others_by_key_and_costs_few_queries(
    world, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        rows = account_dicts(visible_accounts(SYSTEM).order_by("key"))
    assert rows[2] | {"id": "", "version": 1} == {
        "id": "", "key": "ACC-003", "version": 1, "name": "㈱ハル建設", "kana": "ハルケンセツ",
        "industry": "建設・設備", "business_type": "", "tier": "MM", "employees": 150,
        "employees_nonregular": None, "parent": None, "buying_type": None, "channel": "partner",
        "partner": "P-01", "owner": "contractor@example.jp", "team": "mm", "crm_id": "",
        "status": "onboarding", "custom": {},
    }  # fmt: skip
    with django_assert_max_num_queries(10):
        contract = contract_dicts(visible_contracts(SYSTEM).filter(key="K-001"))[0]
        contact = contact_dicts(visible_contacts(SYSTEM).filter(key="CT-001"))[0]
        user = end_user_dicts(visible_end_users(SYSTEM).filter(key="EU-003"))[0]
    assert (contract["account"], contract["product"], contract["start"]) == (
        "ACC-001", "genba", "2026-10-01",
    )  # fmt: skip
    assert (contact["account"], contact["layer"]) == ("ACC-001", "decision_maker")
    assert (user["site"], user["email"], user["first_login_at"]) == ("川崎工場", None, None)


def test_what_the_api_shows_can_be_put_back_unchanged(world):
    for shown in account_dicts(visible_accounts(SYSTEM)):
        key, fields = shown.pop("key"), shown
        del fields["id"], fields["version"]
        assert not put_account(key=key, fields=fields, by=SYSTEM, at=world.at).changed


@pytest.fixture
def listed(world):
    def ask(who="admin", **more):
        found = list_accounts(world.actor(who), at=world.at, **more)
        return [line.key for line in found.items]

    return ask


@pytest.mark.parametrize(
    ("q", "keys"),
    [
        ("ハル", ["ACC-003"]),
        ("はる建設", ["ACC-003"]),
        ("株式会社青空フーズ", ["ACC-001"]),
        ("物流", ["ACC-002"]),
        ("ａｃｃ-00", ALL),
        ("あおぞら acc-001", ["ACC-001"]),
        ("アトラスジャパン", ["ACC-004"]),
        ("100%", []),
    ],
)
def test_a_search_finds_short_japanese_names_and_keys(listed, q, keys):
    assert sorted(listed(q=q)) == keys


def test_lists_sort_by_what_they_show_with_unknown_last(listed):
    assert listed(sort="key") == ALL
    assert listed(sort="-mrr") == ["ACC-001", "ACC-002", "ACC-003", "ACC-004"]
    assert listed(sort="mrr") == ["ACC-003", "ACC-002", "ACC-001", "ACC-004"]
    assert listed(sort="renewal") == ["ACC-003", "ACC-002", "ACC-001", "ACC-004"]
    assert listed(sort="owner")[-1] == "ACC-004"
    with pytest.raises(Invalid):
        listed(sort="password")


def test_lists_filter(listed):
    assert sorted(listed(filters={"tier": "MM"})) == ["ACC-002", "ACC-003"]
    assert sorted(listed(filters={"tier": ["ENT", "SMB"], "owner": ""})) == ["ACC-001", "ACC-004"]
    assert listed(filters={"owner": "-"}) == ["ACC-004"]
    assert listed(filters={"purpose": "C"}) == ["ACC-001"]
    assert listed(filters={"channel": "partner", "industry": "建設・設備"}) == ["ACC-003"]
    assert listed(who="partner") == ["ACC-003"]
    with pytest.raises(Invalid):
        listed(filters={"password": "x"})


def test_a_rule_selects_and_says_for_how_many_it_is_unknown(world):
    found = list_accounts(world.actor("admin"), at=world.at, where="mrr >= 100000")
    assert (found.total, found.unknown) == (2, 1)
    with pytest.raises(RuleError):
        list_accounts(world.actor("admin"), at=world.at, where="mmr >= 1")


def test_a_line_shows_measures_and_pages_stop_at_the_last(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found = list_accounts(SYSTEM, at=world.at, sort="key", per_page=3, page=9)
    assert (found.total, found.pages, found.page, len(found.items)) == (4, 2, 2, 1)
    first = list_accounts(SYSTEM, at=world.at, sort="key").items[0]
    assert (first.mrr, first.renewal, first.purposes) == (400_000, date(2027, 10, 1), ("A", "C"))
    assert first.days_since_inbound == 50


def test_the_page_of_an_account_holds_everything(world, django_assert_max_num_queries):
    admin, account = world.actor("admin"), world.account("ACC-001")
    put_contract(key="K-001", fields={"mrr": 450_000}, by=admin, at=world.at)
    log_touch(
        account=account, contact=world.contacts["CT-001"], direction="inbound", channel="call",
        touched_at=world.at - timedelta(days=3), note="内緒の話", by=admin, at=world.at,
    )  # fmt: skip
    with django_assert_max_num_queries(18):
        page = account_page(admin, account, at=world.at)
    assert (page.mrr, page.next_renewal, page.silence.days) == (450_000, date(2027, 10, 1), 3)
    assert [term.movement for term in page.contracts[0].terms] == ["new", "expansion"]
    assert [len(group.people) for group in page.people] == [1, 1, 1, 0]
    assert page.people[0].people[0].last_touch_at == world.at - timedelta(days=3)
    users = page.end_users
    assert (users.total, users.with_email, users.logged_in, users.coverage) == (4, 2, 1, 0.75)
    assert [(site.name, site.end_users) for site in page.sites] == [("川崎工場", 4)]
    assert [line.code for line in page.purposes] == ["A", "C"]
    assert page.touches[0].note == "内緒の話"
    assert page.facts[0]["verb"] == "customers.touch.logged"


def test_internal_notes_stay_with_those_who_may_read_them(world):
    account = world.account("ACC-001")
    log_touch(
        account=account, contact=None, direction="outbound", channel="call",
        touched_at=world.at, note="内緒の話", by=world.actor("admin"), at=world.at,
    )  # fmt: skip
    assert "内緒の話" in repr(account_page(world.actor("viewer"), account, at=world.at))
    assert "内緒の話" not in repr(account_page(world.actor("marketing"), account, at=world.at))


def test_the_page_of_an_account_without_anything_says_unknown(world):
    page = account_page(SYSTEM, world.account("ACC-004"), at=world.at)
    assert (page.mrr, page.next_renewal, page.days_to_renewal) == (None, None, None)
    assert (page.end_users.coverage, page.silence.days) == (None, None)
