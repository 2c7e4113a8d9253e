"""Putting records one at a time: fields are merged, every wrong one is named, facts are left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senro.customers.actions import (
    define_custom_field,
    put_account,
    put_contact,
    put_contract,
    put_deal,
    put_end_user,
)
from senro.customers.models import Account, Contract, Product, Site
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid, StaleVersion
from senro.kernel.models import Fact, PersonalText
from senro.kernel.queries.facts import fact_dicts
from senro.kernel.undo import ChangedSince

pytestmark = pytest.mark.postgres


@pytest.fixture
def put(world):
    """Put as the administrator, unless told otherwise."""

    def call(verb, key, by="admin", at=None, if_version=None, **fields):
        return verb(
            key=key, fields=fields, by=world.actor(by), at=at or world.at, if_version=if_version
        )

    return call


def wrong(refused) -> dict[str, str]:
    return {error.field: error.code for error in refused.value.errors}


def test_the_first_put_makes_an_account_and_the_second_changes_nothing(put):
    fields = {"name": "新しい会社", "tier": "ミッドマーケット", "employees": 40}
    first = put(put_account, " ACC-9001　", **fields)
    again = put(put_account, "ACC-9001", **fields)
    assert (first.created, first.changed, first.row.tier) == (True, True, "MM")
    assert (again.created, again.changed, again.row.pk) == (False, False, first.row.pk)
    assert Fact.objects.count() == 1


def test_absent_fields_stay_and_null_clears(put):
    put(put_account, "ACC-001", employees=None, kana="")
    row = put(put_account, "ACC-001", industry="物流").row
    assert (row.employees, row.kana, row.industry, row.tier) == (None, "", "物流", "ENT")
    fact = Fact.objects.latest("seq")
    assert fact.before == {"industry": "食品製造"} and fact.after == {"industry": "物流"}


def test_every_wrong_field_is_named_at_once(put):
    with pytest.raises(Invalid) as refused:
        put(
            put_account, "ACC-9002", tier="XL", employees=-1, nickname="x", parent="ACC-404",
            owner="nobody@example.jp", status=7,
        )  # fmt: skip
    assert wrong(refused) == {
        "tier": "unknown_value",
        "employees": "out_of_range",
        "nickname": "unknown_field",
        "name": "required",
        "parent": "unknown_account",
        "owner": "unknown_person",
        "status": "not_text",
    }
    assert not Fact.objects.exists()


@pytest.mark.parametrize("key", ["", "  ", "x" * 101, None])
def test_a_key_has_1_to_100_characters(put, key):
    with pytest.raises(Invalid) as refused:
        put(put_account, key, name="x")
    assert list(wrong(refused)) == ["key"]


def test_keys_are_compared_after_nfc(put):
    composed, apart = "ガ-1", "ガ-1"
    first = put(put_account, composed, name="x").row
    assert put(put_account, apart, name="x").row.pk == first.pk


def test_a_stale_version_is_refused(world, put):
    put(put_account, "ACC-001", if_version=world.account("ACC-001").version, employees=1)
    with pytest.raises(StaleVersion):
        put(put_account, "ACC-001", if_version=1, employees=2)


def test_an_owner_brings_the_team_where_there_is_none(world, put):
    assert put(put_account, "ACC-004", owner="CSM_MM@example.jp").row.team == world.teams["mm"]
    moved = put(put_account, "ACC-001", owner=world.email("csm_mm")).row
    assert (moved.owner, moved.team) == (world.people["csm_mm"], world.teams["ent"])


def test_others_teams_accounts_are_forbidden_and_own_are_not(put):
    assert put(put_account, "ACC-002", by="csm_mm", employees=2).changed
    for by in ("csm_ent", "viewer", "sales", "partner", "contractor", "customer"):
        with pytest.raises(Forbidden):
            put(put_account, "ACC-002", by=by, employees=3)
    with pytest.raises(Forbidden):
        put(put_contact, "CT-001", by="csm_mm", title="課長")


def test_a_family_of_accounts_has_no_circles(put):
    put(put_account, "ACC-002", parent="ACC-001")
    put(put_account, "ACC-003", parent="ACC-002")
    for key in ("ACC-001", "ACC-003"):
        with pytest.raises(Invalid) as refused:
            put(put_account, key if key == "ACC-001" else "ACC-003", parent="ACC-003")
        assert wrong(refused) == {"parent": "own_parent"}


def test_personal_text_stands_beside_the_fact_and_not_in_it(put):
    row = put(
        put_contact, "CT-9", account="ACC-002", name="田中 一", layer="admin", email="t@x.example"
    ).row
    fact = Fact.objects.latest("seq")
    assert fact.after["name"] == {"personal": True} == fact.after["email"]
    assert PersonalText.objects.get(subject_id=row.pk).data["after"]["name"] == "田中 一"
    [told] = fact_dicts([fact])
    assert told["after"]["name"] == "田中 一" and told["about"] == [f"account:{row.account_id}"]


def test_a_contact_without_a_key_is_known_by_account_and_mail(put):
    fields = {"account": "ACC-001", "layer": "admin"}
    there = put(put_contact, "", email="CT-001@AOZORA.example", name="山田 太郎", **fields)
    assert there.row.key == "CT-001" and not there.created
    new = put(put_contact, "", email="new@aozora.example", name="新", **fields)
    again = put(put_contact, "", email="new@aozora.example", name="新", **fields)
    assert new.created and not again.changed and new.row.pk == again.row.pk
    assert "new@" not in new.row.key
    with pytest.raises(Invalid) as refused:
        put(put_contact, "", name="名無し", **fields)
    assert wrong(refused) == {"key": "required"}


def test_somebody_leaves_and_names_a_successor(world, put):
    row = put(put_contact, "CT-001", left_on="2026-11-01", successor="CT-002").row
    assert (row.left_on, row.successor) == (date(2026, 11, 1), world.contacts["CT-002"])
    for successor, code in (("CT-001", "own_successor"), ("CT-404", "unknown_contact")):
        with pytest.raises(Invalid) as refused:
            put(put_contact, "CT-001", successor=successor)
        assert wrong(refused) == {"successor": code}


def test_nothing_moves_from_one_account_to_another(put):
    with pytest.raises(Invalid) as refused:
        put(put_contact, "CT-001", account="ACC-002")
    assert wrong(refused) == {"account": "other_account"}


def test_an_end_user_brings_a_site_and_is_known_by_number_before_mail(put):
    fields = {"account": "ACC-002", "site": "横浜センター", "employee_no": "0012"}
    first = put(put_end_user, "", name="運転手", **fields).row
    again = put(put_end_user, "", email="d@x.example", **fields)
    assert again.row.pk == first.pk and again.row.email == "d@x.example"
    assert Site.objects.get(name="横浜センター").account_id == first.account_id
    put(put_end_user, first.key, site="川崎センター")
    assert Site.objects.filter(account=first.account_id).count() == 2


def test_an_unknown_product_is_made_with_a_fact_of_its_own(put):
    put(put_contract, "K-9", account="ACC-004", product="新製品", mrr=1000, start="2026-11-01")
    verbs = list(Fact.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["customers.product.saved", "customers.contract.saved"]
    put(put_contract, "K-10", account="ACC-004", product="ゲンバルーム", mrr=1, start="2026-11-01")
    assert Product.objects.count() == 2


def test_undoing_a_contract_takes_its_terms_along_but_not_the_product(world, put):
    fields = {"account": "ACC-004", "product": "新製品", "mrr": 1000, "start": "2026-11-01"}
    row = put(put_contract, "K-9", **fields).row
    put(put_contract, "K-9", mrr=3000)
    raised = Fact.objects.latest("seq")
    undo_fact(fact=raised, by=world.actor("admin"), at=world.at)
    assert Contract.objects.get(pk=row.pk).mrr == 1000
    assert list(row.terms.living().values_list("mrr", "until")) == [(1000, None)]
    undo_fact(fact=Fact.objects.get(verb="customers.contract.saved", before__isnull=True, subject_id=row.pk),
              by=world.actor("admin"), at=world.at)  # fmt: skip
    assert not row.terms.living().exists() and Product.objects.living().count() == 2
    assert put(put_contract, "K-9", **fields).created


def test_an_account_that_others_hang_on_is_not_undone(world, put):
    put(put_account, "ACC-9", name="九")
    fact = Fact.objects.latest("seq")
    put(put_contact, "CT-9", account="ACC-9", name="人", layer="admin")
    with pytest.raises(ChangedSince):
        undo_fact(fact=fact, by=world.actor("admin"), at=world.at)


def test_undo_of_a_new_name_brings_the_search_back(world, put):
    before = world.account("ACC-001").search
    put(put_account, "ACC-001", name="改名商事")
    undo_fact(fact=Fact.objects.latest("seq"), by=world.actor("admin"), at=world.at)
    assert world.account("ACC-001").search == before


def test_custom_fields_are_typed_and_lists_replace(world, put):
    ops = world.actor("cs_ops")
    for code, kind, options in (
        ("grade", "text", ["A", "B"]),
        ("tags", "list", []),
        ("n", "number", []),
    ):
        define_custom_field(
            subject="account", code=code, type=kind, label_ja=code, options=options,
            by=ops, at=world.at,
        )  # fmt: skip
    put(put_account, "ACC-001", **{"custom.grade": "A", "tags": ["x", "y"], "n": 2.5})
    row = put(put_account, "ACC-001", custom={"tags": ["z"], "grade": None}).row
    assert row.custom == {"tags": ["z"], "n": 2.5}
    with pytest.raises(Invalid) as refused:
        put(put_account, "ACC-001", **{"custom.grade": "C", "tags": "x", "n": "1", "custom.no": 1})
    assert wrong(refused) == {
        "custom.grade": "unknown_value",
        "tags": "not_a_list",
        "n": "not_a_number",
        "custom.no": "unknown_field",
    }


def test_a_custom_field_takes_no_name_that_senro_has(world):
    for code in ("name", "mrr", "key", "Größe"):
        with pytest.raises(Invalid):
            define_custom_field(
                subject="account", code=code, type="text", label_ja="x",
                by=world.actor("cs_ops"), at=world.at,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("mrr", "100", "not_a_number"),
        ("mrr", True, "not_a_number"),
        ("mrr", 1.5, "not_a_number"),
        ("mrr", float("nan"), "not_a_number"),
        ("mrr", None, "required"),
        ("seats", 2**31, "out_of_range"),
        ("start", "2026-13-01", "not_a_date"),
        ("start", 20261101, "not_a_date"),
        ("end", "2026-01-01", "ends_before_start"),
        ("plan", "a\x00b", "invalid_value"),
        ("plan", "\ud800", "invalid_value"),
        ("plan", "あ" * 101, "too_long"),
    ],
)
def test_a_wrong_value_has_a_stable_code(put, field, value, code):
    with pytest.raises(Invalid) as refused:
        put(put_contract, "K-001", **{field: value})
    assert wrong(refused) == {field: code}


def test_a_deal_is_kept_as_the_crm_knows_it(put):
    row = put(put_deal, "D-1", account="ACC-004", stage="won", amount=1_000_000).row
    assert (row.account.key, row.amount) == ("ACC-004", 1_000_000)
    assert not put(put_deal, "D-1", stage="won").changed


def test_an_account_can_come_back_under_its_key_after_undo(world, put):
    put(put_account, "ACC-9", name="九")
    undo_fact(fact=Fact.objects.latest("seq"), by=world.actor("admin"), at=world.at)
    later = put(put_account, "ACC-9", name="十", at=world.at + timedelta(days=1))
    assert later.created and Account.objects.filter(key="ACC-9").count() == 2


def test_an_address_that_somebody_gave_up_belongs_to_whoever_has_it_next(put):
    fields = {"account": "ACC-001", "layer": "admin"}
    first = put(put_contact, "", email="desk@aozora.example", name="前任", **fields).row
    put(put_contact, first.key, email="gone@aozora.example")
    second = put(put_contact, "", email="desk@aozora.example", name="後任", **fields)
    again = put(put_contact, "", email="desk@aozora.example", name="後任", **fields)
    assert second.created and second.row.pk != first.pk and again.row.pk == second.row.pk


def test_an_employee_number_in_full_width_letters_is_known_again(put):
    fields = {"account": "ACC-002", "employee_no": "Ａ００１"}
    first = put(put_end_user, "", **fields)
    assert not put(put_end_user, "", **fields).changed and first.created
