"""Purposes in order, contacts logged once, people erased for good."""

from __future__ import annotations

import pytest

from senro.customers.actions import (
    ERASERS,
    define_custom_field,
    end_purpose,
    erase_contact,
    erase_end_user,
    log_touch,
    put_contact,
    put_product,
    put_site,
    remove_custom_field,
    set_purpose,
)
from senro.customers.models import Contact, EndUser, Touch
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact, PersonalText
from senro.kernel.queries.facts import fact_dicts, facts_about
from senro.kernel.undo import NotUndoable

pytestmark = pytest.mark.postgres


@pytest.fixture
def purposes(world):
    """Set a purpose of ACC-001 (which has A and C) and read them all."""

    def change(code=None, rank=None, verb=set_purpose):
        account = world.account("ACC-001")
        if code:
            more = {"rank": rank} if verb is set_purpose else {}
            verb(account=account, code=code, by=world.actor("csm_ent"), at=world.at, **more)
        rows = account.purposes.living().filter(ended_at=None).order_by("rank")
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
        return "".join(row.code for row in rows)

    return change


def test_a_purpose_takes_its_rank_and_the_others_move(purposes):
    assert purposes("F", 1) == "FAC"
    assert purposes("F", 3) == "ACF"
    assert purposes("B", 99) == "ACFB"
    assert purposes("D") == "ACFBD"
    assert purposes("A", verb=end_purpose) == "CFBD"


def test_the_same_purpose_twice_leaves_one_fact(purposes):
    assert purposes("C", 1) == purposes("C", 1) == purposes("C") == "CA"
    assert Fact.objects.count() == 1


def test_undo_puts_every_rank_back(world, purposes):
    purposes("F", 1)
    undo_fact(fact=Fact.objects.latest("seq"), by=world.actor("admin"), at=world.at)
    assert purposes() == "AC"


def test_a_purpose_stands_in_the_accounts_timeline(world, purposes):
    purposes("F", 1)
    [fact] = fact_dicts(facts_about("account", world.accounts["ACC-001"].pk))
    assert fact["verb"] == "customers.purpose.set" and fact["after"]["code"] == "F"


def test_purposes_are_for_the_own_team(world):
    with pytest.raises(Forbidden):
        set_purpose(
            account=world.account("ACC-001"), code="A", by=world.actor("csm_mm"), at=world.at
        )


@pytest.fixture
def touch(world):
    def log(by="csm_ent", **more):
        given = {
            "account": world.account("ACC-001"),
            "contact": world.contacts["CT-001"],
            "direction": "inbound",
            "channel": "call",
            "touched_at": world.at,
            "note": "次回は佐藤さんへ",
            **more,
        }
        return log_touch(by=world.actor(by), at=world.at, **given)

    return log


def test_a_contact_logged_twice_is_one(touch):
    assert touch().pk == touch().pk and Touch.objects.count() == 1
    assert touch(channel="mail").pk != touch().pk


def test_what_makes_a_touch_makes_one(world, touch):
    contract = world.contract("K-001")
    first = touch(source=contract, contact=None)
    assert touch(source=contract, contact=None, channel="mail").pk == first.pk
    assert (first.source_kind, first.source_id) == ("contract", contract.pk)


def test_a_note_stands_beside_the_fact(world, touch):
    touch()
    fact = Fact.objects.get()
    assert fact.after["note"] == {"personal": True}
    about = fact_dicts([fact])[0]["about"]
    assert set(about) == {
        f"account:{world.accounts['ACC-001'].pk}",
        f"contact:{world.contacts['CT-001'].pk}",
    }


def test_sales_may_log_contacts_and_a_viewer_may_not(touch):
    touch(by="sales")
    with pytest.raises(Forbidden):
        touch(by="viewer")
    with pytest.raises(Invalid) as refused:
        touch(direction="sideways", channel="", contact=Contact())
    assert [error.field for error in refused.value.errors] == ["direction", "channel", "contact"]


def test_erasing_somebody_leaves_that_something_happened_but_not_what_was_said(world, touch):
    admin = world.actor("admin")
    changed = {"name": "山田 太郎左衛門", "phone": "03-0000-0000"}
    put_contact(key="CT-001", fields=changed, by=admin, at=world.at)
    touch()
    erase_contact(person=world.contacts["CT-001"], by=admin, at=world.at, reason="本人の申し出")
    row = Contact.objects.get(pk=world.contacts["CT-001"].pk)
    assert (row.name, row.email, row.phone, row.layer) == ("", "", "", "decision_maker")
    assert "CT-001" not in row.key
    facts = fact_dicts(facts_about("contact", row.pk))
    assert [fact["verb"] for fact in facts] == [
        "person.erased",
        "customers.touch.logged",
        "customers.contact.saved",
    ]
    assert facts[1]["after"]["note"] is None and facts[2]["after"]["name"] is None
    assert not PersonalText.objects.exists() and Touch.objects.get().note == ""


def test_erasure_is_once_and_for_good(world):
    admin = world.actor("admin")
    user = EndUser.objects.get(key="EU-001")
    for _time in range(2):
        erase_end_user(person=EndUser.objects.get(pk=user.pk), by=admin, at=world.at)
    fact = Fact.objects.get()
    with pytest.raises(NotUndoable):
        undo_fact(fact=fact, by=admin, at=world.at)
    with pytest.raises(Forbidden):
        erase_end_user(person=user, by=world.actor("csm_ent"), at=world.at)


def test_domains_above_forget_what_they_keep(world):
    seen = []

    def forget(person, at):
        seen.append((person.pk, at))

    ERASERS.append(forget)
    try:
        erase_contact(person=world.contacts["CT-002"], by=world.actor("admin"), at=world.at)
    finally:
        ERASERS.remove(forget)
    assert seen == [(world.contacts["CT-002"].pk, world.at)]


def test_an_earlier_fact_of_an_erased_person_cannot_bring_them_back(world):
    admin = world.actor("admin")
    put_contact(key="CT-001", fields={"name": "別名"}, by=admin, at=world.at)
    fact = Fact.objects.get()
    erase_contact(person=Contact.objects.get(pk=world.contacts["CT-001"].pk), by=admin, at=world.at)
    with pytest.raises(Exception, match="changed_since"):
        undo_fact(fact=fact, by=admin, at=world.at)


def test_products_and_sites_are_put_by_name(world):
    admin, account = world.actor("admin"), world.account("ACC-001")
    assert put_product(key="genba", name="現場", by=admin, at=world.at).pk == world.product.pk
    site = put_site(account=account, name=" 川崎工場 ", by=admin, at=world.at)
    assert account.sites.count() == 1
    put_site(account=account, name="横浜工場", site=site, by=admin, at=world.at)
    put_site(account=account, name="川崎工場", by=admin, at=world.at)
    with pytest.raises(Invalid):
        put_site(account=account, name="川崎工場", site=site, by=admin, at=world.at)


def test_a_removed_custom_field_can_be_defined_again(world):
    ops = world.actor("cs_ops")
    field = define_custom_field(
        subject="contact", code="hobby", type="text", label_ja="趣味", by=ops, at=world.at
    )
    with pytest.raises(Invalid):
        define_custom_field(
            subject="contact", code="hobby", type="list", label_ja="趣味", by=ops, at=world.at
        )
    remove_custom_field(field=field, by=ops, at=world.at)
    with pytest.raises(Invalid):
        put_contact(key="CT-001", fields={"hobby": "釣り"}, by=ops, at=world.at)
    define_custom_field(
        subject="contact", code="hobby", type="list", label_ja="趣味", by=ops, at=world.at
    )
    put_contact(key="CT-001", fields={"hobby": ["釣り"]}, by=ops, at=world.at)
    assert Fact.objects.latest("seq").after["custom"] == {"personal": True}
