"""Whose an event is, now and later, and that a person's events can really go."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from senro import lake
from senro.customers.actions import erase_end_user, put_account, put_end_user
from senro.customers.models import EndUser
from senro.kernel import clock
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact
from senro.usage.actions import AlreadyKnown, delete_events_of, map_ids
from senro.usage.draining import drain_inbox, drain_round
from senro.usage.forgetting import forget_asked
from senro.usage.models import Forgetting, InboxBatch, WaitingSubject
from senro.usage.registry import give_waiting_events_their_account, join_aliases
from senro.usage.resolving import apply_changes, resolve_waiting
from tests.usage.conftest import NOW
from tests.usage.test_intake import drain, event, rows

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def accounts():
    """message id → account."""
    return {row["message_id"]: row["account"] for row in rows()}


def test_the_ids_of_an_event_are_asked_in_their_order(world, sender):
    by = world.actor("admin")
    put_end_user(key="EU-5", fields={"account": "ACC-002", "email": "jiro@midori.example",
                 "employee_no": "0042"}, by=by, at=NOW)  # fmt: skip
    map_ids(kind="group", value="tenant-7", account=world.account("ACC-003"), by=by, at=NOW)
    map_ids(kind="domain", value="haru.example", account=world.account("ACC-003"), by=by, at=NOW)
    cases = {
        "own key": {"account": "ACC-001", "end_user": "EU-5"},
        "mapped group": {"account": "tenant-7", "end_user": "EU-5"},
        "end user": {"end_user": "EU-5"},
        "mail": {"end_user": "jiro@midori.example"},
        "mapped domain": {"end_user": "new@haru.example"},
        "number": {"account": "ACC-002", "end_user": "0042"},
        "same domain": {"end_user": "saburo@midori.example"},
        "anybody's": {"end_user": "someone@gmail.com"},
    }
    plain = {"at": "2026-11-20T09:00:00+09:00", "event": "x"}
    sender.post([{"id": name, **plain, **more} for name, more in cases.items()])
    drain()
    found = {row["message_id"]: (row["account"], row["end_user"]) for row in rows()}
    assert found == {
        "own key": ("ACC-001", "EU-5"),
        "mapped group": ("ACC-003", "EU-5"),
        "end user": ("ACC-002", "EU-5"),
        "mail": ("ACC-002", "EU-5"),
        "mapped domain": ("ACC-003", "new@haru.example"),
        "number": ("ACC-002", "EU-5"),
        "same domain": ("ACC-002", "saburo@midori.example"),
        "anybody's": (None, "someone@gmail.com"),
    }


def test_what_waits_is_given_its_account_when_the_key_appears(world, sender):
    sender.post([event(1, account="ACC-9"), event(2, account="ACC-9", end_user="U-10")])
    sender.segment("identify", {"userId": "U-10", "messageId": "i", "traits": {"name": "井上"},
                   "context": {"groupId": "ACC-9"}})  # fmt: skip
    drain()
    assert accounts() == {"m1": None, "m2": None}
    put_account(key="ACC-9", fields={"name": "九州電設", "tier": "SMB"},
                by=world.actor("admin"), at=NOW)  # fmt: skip
    give_waiting_events_their_account(at=NOW)
    assert accounts() == {"m1": "ACC-9", "m2": "ACC-9"}
    assert not WaitingSubject.objects.filter(resolved_at=None).exists()
    assert EndUser.objects.get(key="U-10").name == "井上"
    assert resolve_waiting(at=NOW) == 0


def test_a_mapping_moves_what_waits_and_undoing_it_moves_it_back(world, sender):
    by = world.actor("cs_ops")
    sender.post([event(1, account="tenant-1"), event(2, account="ACC-001")])
    drain()
    map_ids(kind="group", value="tenant-1", account=world.account("ACC-002"), by=by, at=NOW)
    assert DBTaskResult.objects.filter(task_path__endswith="apply_mappings").count() == 1
    apply_changes(at=NOW)
    resolve_waiting(at=NOW)
    assert accounts() == {"m1": "ACC-002", "m2": "ACC-001"}
    again = map_ids(kind="group", value="tenant-1", account=world.account("ACC-003"), by=by, at=NOW)
    give_waiting_events_their_account(at=NOW)
    assert accounts()["m1"] == "ACC-003"
    for fact in Fact.objects.filter(verb="usage.mapping.set").order_by("-seq"):
        undo_fact(fact=fact, by=by, at=NOW)
        give_waiting_events_their_account(at=NOW)
    again.refresh_from_db()
    assert again.undone_at and accounts() == {"m1": None, "m2": "ACC-001"}
    assert WaitingSubject.objects.get(resolved_at=None).events == 1


def test_a_mapping_that_cannot_be_is_refused(world):
    by, account = world.actor("admin"), world.account("ACC-002")
    with pytest.raises(AlreadyKnown):
        map_ids(kind="group", value="ACC-001", account=account, by=by, at=NOW)
    with pytest.raises(Invalid) as refused:
        map_ids(kind="domain", value="@gmail.com", account=account, by=by, at=NOW)
    assert refused.value.errors[0].code == "anybodys"
    with pytest.raises(Forbidden):
        map_ids(kind="user", value="u", account=account, by=world.actor("csm_mm"), at=NOW)


def test_an_alias_joins_what_was_done_before_and_after(world, sender):
    def track(number, **who):
        sender.segment(
            "track", {"messageId": f"m{number}", "event": "x", "groupId": "ACC-001", **who}
        )

    track(1, anonymousId="anon")
    sender.segment("identify", {"messageId": "i", "userId": "U-9", "anonymousId": "anon",
                   "context": {"groupId": "ACC-001"}})  # fmt: skip
    track(2, anonymousId="anon")
    drain()
    join_aliases(at=NOW)
    assert {row["end_user"] for row in rows()} == {"U-9"}


def test_an_erased_person_is_in_no_event_not_even_in_one_that_was_on_its_way(world, sender):
    by = world.actor("admin")
    row = put_end_user(
        key="EU-5", fields={"account": "ACC-002", "email": "jiro@midori.example"}, by=by, at=NOW
    ).row
    sender.post([event(1, end_user="EU-5"), event(2, end_user="jiro@midori.example"), event(3)])
    drain()
    sender.post(event(4, end_user="EU-5"))
    sender.segment("identify", {"messageId": "i", "userId": "EU-5", "traits": {"name": "次郎"},
                   "context": {"groupId": "ACC-002"}})  # fmt: skip
    erase_end_user(person=row, by=by, at=NOW)
    assert forget_asked(at=NOW, clock=clock.machine_now) == 0
    drain()
    assert forget_asked(at=NOW, clock=clock.machine_now) == 1
    assert list(accounts()) == ["m3"]
    assert not EndUser.objects.filter(key="EU-5").exists()
    asked = Forgetting.objects.get()
    assert (asked.ids, asked.rows) == ([], 3)


def test_an_accounts_events_go_when_an_administrator_says_so(world, sender):
    sender.post([event(1), event(2, account="ACC-002")])
    drain()
    with pytest.raises(Forbidden):
        delete_events_of(account=world.account("ACC-001"), by=world.actor("manager"), at=NOW)
    for _twice in range(2):
        delete_events_of(account=world.account("ACC-001"), by=world.actor("admin"), at=NOW)
    assert forget_asked(at=NOW, clock=clock.machine_now) == 1
    assert accounts() == {"m2": "ACC-002"}
    assert Fact.objects.filter(verb="usage.events.deleted").count() == 1


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_store_each_event_once(world, sender):
    for number in range(12):
        sender.post([event(number * 10 + one) for one in range(10)])
    start, failed = threading.Barrier(2), []

    def work(drains):
        try:
            start.wait()
            drains()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    def without_a_lease():
        # As a worker whose lease ran out while it was away.
        drain_round(at=NOW, machine=clock.machine_now())

    def with_a_lease():
        drain_inbox(at=NOW, clock=clock.machine_now)

    threads = [
        threading.Thread(target=work, args=(one,)) for one in (with_a_lease, without_a_lease)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    drain()
    assert lake.fetch(lake.events()).num_rows == 120
    assert sum(InboxBatch.objects.values_list("stored", flat=True)) == 120


def test_the_intake_page_shows_what_waits_and_maps_it(world, sender):
    sender.post([event(n, account="tenant-1", end_user=f"U-{n}") for n in range(3)])
    sender.post(event(9, end_user=None, account=None, event="x"))
    sender.post(event(1, account="tenant-1", end_user="U-1", event="other"))
    drain()
    client = Client(headers={"accept-language": "en"})
    client.force_login(
        world.people["cs_ops"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    html = client.get("/settings/intake/").content.decode()
    assert "kind=group&amp;value=tenant-1" in html and "needs a userId" in html and "m1" in html
    wrong = {"kind": "group", "value": "tenant-1", "account": "ACC-X"}
    assert client.post("/settings/intake/mappings/", wrong).status_code == 422
    right = {"kind": "group", "value": "tenant-1", "account": "ACC-002"}
    assert client.post("/settings/intake/mappings/", right).status_code == 302
    give_waiting_events_their_account(at=NOW)
    assert accounts() == {"m0": "ACC-002", "m1": "ACC-002", "m2": "ACC-002"}
    html = client.get("/settings/intake/").content.decode()
    assert "Every event that came in has its account" in html and "/accounts/ACC-002/" in html
    client.force_login(
        world.people["csm_mm"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get("/settings/intake/").status_code == 404
