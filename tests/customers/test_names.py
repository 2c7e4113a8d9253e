"""Rules about accounts: what each name means, and that unknown stays unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from senro.customers.actions import (
    define_custom_field,
    log_touch,
    put_account,
    put_contract,
    remove_custom_field,
)
from senro.customers.models import Account
from senro.kernel.memo import remembering
from senro.kernel.metric_values import keep_values
from senro.kernel.names import Moment, held, names_of, parse, values_of, where, where_unknown

pytestmark = pytest.mark.postgres


@pytest.fixture
def value(world):
    def ask(key, *codes):
        moment = Moment(world.at, world.today)
        rows = Account.objects.filter(key=key)
        found = values_of(rows, "account", codes, moment)[world.accounts[key].pk]
        return found[codes[0]] if len(codes) == 1 else found

    return ask


@pytest.fixture
def keys_where(world):
    def ask(rule, of=where):
        moment = Moment(world.at, world.today)
        rows = of(Account.objects.living(), "account", parse("account", rule), moment)
        return sorted(rows.values_list("key", flat=True))

    return ask


def test_money_and_seats_are_sums_over_the_contracts_in_force(world, value):
    admin = world.actor("admin")
    fields = {"account": "ACC-001", "product": "genba", "mrr": 50_000, "start": "2026-11-01"}
    put_contract(key="K-101", fields=fields, by=admin, at=world.at)
    ended = {**fields, "start": "2025-01-01", "end": "2025-12-31"}
    put_contract(key="K-102", fields=ended, by=admin, at=world.at)
    found = value("ACC-001", "mrr", "seats", "start", "contracts", "tenure_days")
    assert found["mrr"] == 450_000 and found["seats"] == 500 and found["contracts"] == 2
    assert found["tenure_days"] == (world.today - found["start"]).days == 50


def test_a_future_change_of_mrr_does_not_count_yet(world, value):
    fields = {"mrr": 999_000, "mrr_from": "2027-01-01"}
    put_contract(key="K-001", fields=fields, by=world.actor("admin"), at=world.at)
    assert value("ACC-001", "mrr") == 400_000


def test_unknown_is_none_and_never_zero(value):
    codes = ("quota_consumption", "mrr", "renewal", "registration_coverage", "tier", "industry")
    found = value("ACC-004", *codes, "days_since_inbound_contact", "last_inbound_on")
    assert found.pop("tier") == "SMB"
    assert set(found.values()) == {None}
    assert value("ACC-002", "quota_consumption") is None
    assert value("ACC-001", "quota_consumption") == 0.5


def test_lists_hold_purposes_and_products(value, keys_where):
    assert value("ACC-001", "purposes") == ["A", "C"]
    assert value("ACC-004", "products") == []
    assert keys_where("has(purposes, 'C')") == ["ACC-001"]
    assert keys_where("has(products, 'genba') AND tier = 'MM'") == ["ACC-002", "ACC-003"]


def test_coverage_counts_every_way_of_registering(value):
    found = value("ACC-001", "registration_coverage", "first_login_rate", "end_users_with_email")
    assert found == {
        "registration_coverage": 0.75,
        "first_login_rate": 0.25,
        "end_users_with_email": 2,
    }


def test_silence_counts_from_the_contract_until_somebody_answers(world, value):
    assert value("ACC-002", "days_since_inbound_contact") == 80
    by, account = world.actor("csm_mm"), world.account("ACC-002")

    def touch(direction, days, channel="call"):
        at = world.at - timedelta(days=days)
        log_touch(
            account=account, contact=None, direction=direction, channel=channel,
            touched_at=at, by=by, at=world.at,
        )  # fmt: skip

    touch("outbound", 30)
    touch("inbound", 20)
    touch("outbound", 10, "mail")
    touch("outbound", 5, "call")
    found = value(
        "ACC-002",
        "days_since_inbound_contact",
        "contact_attempts_since_inbound",
        "channels_tried_since_inbound",
    )
    assert found == {
        "days_since_inbound_contact": 20,
        "contact_attempts_since_inbound": 2,
        "channels_tried_since_inbound": 2,
    }


def test_the_day_of_a_contact_is_the_organisations_day(world, value):
    late = world.at.replace(hour=15, minute=30) - timedelta(days=2)
    log_touch(
        account=world.account("ACC-001"), contact=None, direction="inbound", channel="mail",
        touched_at=late, by=world.actor("csm_ent"), at=world.at,
    )  # fmt: skip
    assert value("ACC-001", "last_inbound_on") == world.today - timedelta(days=1)


def test_rules_select_and_count_what_is_unknown(keys_where):
    assert keys_where("mrr >= 100000") == ["ACC-001", "ACC-002"]
    assert keys_where("mrr >= 100000", where_unknown) == ["ACC-004"]
    assert keys_where("days_to_renewal < 290") == ["ACC-002", "ACC-003"]
    assert keys_where("owner = 'csm_mm@example.jp'") == ["ACC-002"]


@pytest.mark.parametrize(
    "rule",
    ["mrr >= 100000", "tier = 'MM' OR employees > 1", "NOT (days_to_renewal < 290)", "0 = 1"],
)
def test_one_by_one_and_counted_a_rule_finds_the_same(world, rule, keys_where):
    moment, asked = Moment(world.at, world.today), parse("account", rule)
    rows = Account.objects.living().filter(tier__in=["ENT", "MM", ""])
    found = where(rows, "account", asked, moment)
    walked = where(rows, "account", asked, moment, one_by_one=True)
    assert sorted(walked.values_list("key")) == sorted(found.values_list("key"))
    unknown = where_unknown(rows, "account", asked, moment).count()
    assert held(rows, "account", asked, moment) == (found.count(), unknown)


def test_custom_fields_of_every_type_stand_in_rules(world, keys_where, value):
    ops = world.actor("cs_ops")
    fields = {
        "score": ("number", 4.5),
        "since_day": ("date", "2026-04-01"),
        "vip": ("boolean", True),
        "area": ("text", "関東"),
        "topics": ("list", ["帳票", "申請"]),
    }
    for code, (kind, _value) in fields.items():
        define_custom_field(
            subject="account", code=code, type=kind, label_ja=code, by=ops, at=world.at
        )
    said = {code: one for code, (_kind, one) in fields.items()}
    put_account(key="ACC-001", fields=said, by=ops, at=world.at)
    rule = (
        "score > 4 AND since_day < '2026-05-01' AND vip AND area = '関東' AND has(topics, '申請')"
    )
    assert keys_where(rule) == ["ACC-001"]
    assert keys_where("score > 4", where_unknown) == ["ACC-002", "ACC-003", "ACC-004"]
    found = value("ACC-001", *fields)
    assert found["topics"] == ["帳票", "申請"] and found["vip"] is True


def test_every_name_can_be_asked_of_everybody(world):
    moment = Moment(world.at, world.today)
    codes = list(names_of("account"))
    assert len(values_of(Account.objects.living(), "account", codes, moment)) == 4
    for name in names_of("account").values():
        assert set(name.name.label) == {"ja", "en"}


def test_a_field_that_was_just_defined_is_a_name_within_the_same_request(world):
    by = {"by": world.actor("admin"), "at": world.at}
    with remembering():
        assert "wing" not in names_of("account")
        field = define_custom_field(
            subject="account", code="wing", type="text", label_ja="棟", **by
        )
        assert "wing" in names_of("account")
        remove_custom_field(field=field, **by)
        assert "wing" not in names_of("account")


def test_a_kept_value_of_a_metric_is_compared_and_without_one_it_is_unknown(world, keys_where):
    values = {"ACC-001": {"active_users_28d": 20}, "ACC-002": {"active_users_28d": 3}}
    keep_values({world.accounts[key].pk: told for key, told in values.items()}, at=world.at)
    assert keys_where("active_users_28d >= 20") == ["ACC-001"]
    assert "ACC-002" not in keys_where("active_users_28d >= 20", where_unknown)
    others = set(world.accounts) - set(values)
    assert others and others <= set(keys_where("active_users_28d >= 20", where_unknown))
