"""Two accounts or contacts that turn out to be one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from senro.customers.actions import (
    distinguish,
    log_touch,
    merge_accounts,
    merge_contacts,
    put_account,
    put_contact,
    put_end_user,
    put_rows,
    set_purpose,
)
from senro.customers.models import Account, AccountPurpose, Contact, EndUser, Site, Touch
from senro.customers.queries.duplicates import duplicate_accounts, duplicate_contacts, merge_preview
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.models import Fact, File, Row
from senro.kernel.verbs import snapshot

pytestmark = pytest.mark.postgres


def everything():
    """Every living record, column by column."""
    return {
        (model._meta.label, row.pk): snapshot(row)
        for model in apps.get_models()
        if issubclass(model, Row)
        for row in model._default_manager.filter(undone_at=None)
    }


@pytest.fixture
def twins(world):
    """ACC-001 and a second entry of the same customer, with people and purposes of its own."""
    by, at = world.actor("admin"), world.at
    put_account(
        key="DUP-1",
        fields={"name": "青空フーズ（株）", "employees": 31, "industry": "水産"},
        by=by, at=at,
    )  # fmt: skip
    twin = Account.objects.get(key="DUP-1")
    for key, fields in (
        ("CT-D1", {"name": "佐藤 花", "layer": "admin", "email": "hana@aozora.example.jp"}),
        ("CT-D2", {"name": "鈴木 一", "layer": "end_user"}),
    ):
        put_contact(key=key, fields={"account": "DUP-1", **fields}, by=by, at=at)
    put_end_user(
        key="", fields={"account": "DUP-1", "employee_no": "E-9", "site": "本社"}, by=by, at=at
    )
    for code in ("F", "A"):
        set_purpose(account=twin, code=code, by=by, at=at)
    log_touch(
        account=twin, contact=None, direction="inbound", channel="phone",
        touched_at=at - timedelta(days=1), note="", by=by, at=at,
    )  # fmt: skip
    return world.account("ACC-001"), twin


def merge(world, twins, **more):
    keep, duplicate = twins
    more = {"by": world.actor("manager"), "at": world.at, **more}
    return merge_accounts(keep=keep, duplicate=duplicate, **more)


def test_everything_of_the_duplicate_becomes_the_others(world, twins):
    keep, duplicate = twins
    before = EndUser.objects.living().filter(account=keep).count()
    merge(world, twins)
    assert not Account.objects.living().filter(pk=duplicate.pk).exists()
    for model in (Contact, EndUser, Touch, Site, AccountPurpose):
        assert not model.objects.living().filter(account=duplicate).exists(), model
    assert EndUser.objects.living().filter(account=keep).count() == before + 1
    assert Contact.objects.get(key="CT-D1").account_id == keep.pk
    assert Touch.objects.living().filter(account=keep).count() == 1


def test_purposes_of_both_stand_once_each_and_in_order(world, twins):
    keep, _duplicate = twins
    merge(world, twins)
    rows = AccountPurpose.objects.living().filter(account=keep, ended_at=None).order_by("rank")
    assert [(row.rank, row.code) for row in rows] == [(1, "A"), (2, "C"), (3, "F")]


def test_two_sites_of_one_name_become_one_site_with_the_people_of_both(world, twins):
    keep, _duplicate = twins
    by = world.actor("admin")
    put_end_user(
        key="", fields={"account": "ACC-001", "employee_no": "E-1", "site": "本社"},
        by=by, at=world.at,
    )  # fmt: skip
    merge(world, twins)
    site = Site.objects.living().get(account=keep, name="本社")
    assert set(site.end_users.living().values_list("employee_no", flat=True)) >= {"E-1", "E-9"}


def test_what_the_one_that_stays_does_not_know_is_taken_over_and_what_it_knows_only_on_request(
    world, twins
):
    keep, _duplicate = twins
    Account.objects.filter(pk=keep.pk).update(industry="", employees=1200)
    kept = merge(world, twins)
    kept.refresh_from_db()
    assert (kept.industry, kept.employees) == ("水産", 1200)


def test_a_field_that_is_asked_for_is_taken_from_the_duplicate(world, twins):
    kept = merge(world, twins, take=["employees", "name"])
    kept.refresh_from_db()
    assert (kept.employees, kept.name) == (31, "青空フーズ（株）")
    assert "青空フーズ" in kept.search


def test_undo_parts_them_again_row_for_row_and_redo_merges_them_again(world, twins):
    before = everything()
    merge(world, twins)
    after = everything()
    [fact] = Fact.objects.filter(verb="customers.account.merged")
    undone = undo_fact(fact=fact, by=world.actor("manager"), at=world.at)
    assert everything() == before
    undo_fact(fact=Fact.objects.get(undoes=undone.id), by=world.actor("manager"), at=world.at)
    assert everything() == after


def test_merging_twice_is_merging_once(world, twins):
    merge(world, twins)
    facts = Fact.objects.count()
    assert merge(world, twins).pk == twins[0].pk
    assert Fact.objects.count() == facts


def test_the_old_key_goes_on_meaning_the_customer(world, twins):
    merge(world, twins)
    by = world.actor("admin")
    put_contact(
        key="CT-NEW", fields={"account": "DUP-1", "name": "新人", "layer": "admin"},
        by=by, at=world.at,
    )  # fmt: skip
    assert Contact.objects.get(key="CT-NEW").account.key == "ACC-001"
    [row] = put_rows(kind="accounts", rows=[{"key": "DUP-1", "name": "旧名"}], by=by, at=world.at)
    assert [error.code for error in row.errors] == ["merged_account"]


def test_a_customer_imported_again_from_the_old_file_is_not_doubled(world, twins):
    merge(world, twins)
    rows = [{"account": "DUP-1", "employee_no": "E-9", "name": "九番"}]
    count = EndUser.objects.living().count()
    put_rows(kind="end-users", rows=rows, by=world.actor("admin"), at=world.at)
    assert EndUser.objects.living().count() == count


def test_a_parent_is_never_its_own_child_afterwards(world, twins):
    keep, _duplicate = twins
    by, at = world.actor("admin"), world.at
    put_account(key="ACC-001", fields={"parent": "DUP-1"}, by=by, at=at)
    put_account(key="ACC-002", fields={"parent": "DUP-1"}, by=by, at=at)
    put_account(key="DUP-1", fields={"parent": "ACC-004"}, by=by, at=at)
    merge(world, twins)
    assert world.account("ACC-001").parent.key == "ACC-004"
    assert world.account("ACC-002").parent_id == keep.pk


def test_files_follow(world, twins, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    keep, duplicate = twins
    row = File(
        name="a.txt", size=1, content_type="text/plain", sha256="0" * 64, created_at=world.at,
        subject_kind="account", subject_id=duplicate.pk,
    )  # fmt: skip
    row.save()
    merge(world, twins)
    row.refresh_from_db()
    assert row.subject_id == keep.pk


def test_both_must_be_the_own_teams_and_a_stranger_to_one_may_not(world, twins):
    with pytest.raises(Forbidden):
        merge(world, (world.account("ACC-002"), world.account("ACC-001")), by=world.actor("csm_mm"))


def test_a_record_is_not_merged_with_itself_nor_into_what_is_gone(world, twins):
    keep, duplicate = twins
    with pytest.raises(Invalid):
        merge(world, (keep, keep))
    with pytest.raises(Invalid) as refused:
        merge(world, twins, take=["colour"])
    assert [error.field for error in refused.value.errors] == ["take[0]"]
    merge(world, twins)
    with pytest.raises(Missing):
        merge(world, (duplicate, world.account("ACC-002")))


def test_contacts_of_one_account_become_one(world, twins):
    by = world.actor("csm_ent")
    keep = world.contacts["CT-001"]
    put_contact(
        key="CT-X",
        fields={"account": "ACC-001", "name": keep.name, "layer": keep.layer, "phone": "03-1",
                "is_champion": True},
        by=by, at=world.at,
    )  # fmt: skip
    other = Contact.objects.get(key="CT-X")
    touch = log_touch(
        account=keep.account, contact=other, direction="inbound", channel="phone",
        touched_at=world.at, by=by, at=world.at,
    )  # fmt: skip
    assert (keep.pk, other.pk) in {
        (one.pk, two.pk) for one, two in duplicate_contacts(by, keep.account)
    }
    merged = merge_contacts(keep=keep, duplicate=other, by=by, at=world.at)
    merged.refresh_from_db()
    touch.refresh_from_db()
    assert touch.contact_id == keep.pk
    assert (merged.phone, merged.is_champion) == ("03-1", True)
    with pytest.raises(Invalid):
        merge_contacts(
            keep=keep, duplicate=Contact.objects.get(key="CT-D1"),
            by=world.actor("manager"), at=world.at,
        )  # fmt: skip


def test_the_same_customer_is_found_by_name_and_left_alone_once_somebody_says_no(world, twins):
    by = world.actor("manager")
    keep, duplicate = twins
    [pair] = duplicate_accounts(by)
    assert {pair.keep.key, pair.duplicate.key} == {"ACC-001", "DUP-1"}
    assert (pair.keep.key, pair.reasons) == ("ACC-001", ("name",))
    preview = merge_preview(pair.keep, pair.duplicate)
    assert preview.moves["contact"] == 2
    assert {choice.name for choice in preview.fields} >= {"name", "industry", "employees"}
    distinguish(first=duplicate, second=keep, by=by, at=world.at)
    assert duplicate_accounts(by) == []
    assert distinguish(first=keep, second=duplicate, by=by, at=world.at)
    assert Fact.objects.filter(verb="customers.pair.distinguished").count() == 1
