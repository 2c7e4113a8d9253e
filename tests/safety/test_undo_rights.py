"""Undoing and redoing need what doing needed, of the same team, whatever the fact hangs on."""

from __future__ import annotations

from datetime import date

import pytest

from senro.customers.actions import log_touch, put_contact, put_contract, set_purpose
from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden
from senro.kernel.models import Fact
from senro.onboarding.actions import (
    add_task,
    add_wish,
    finish_task,
    open_case,
    record_meeting,
    set_structure,
)
from senro.onboarding.actions.today import mark_today
from senro.onboarding.models import Task
from tests.world import AT, LONG_AGO, publish_method

pytestmark = pytest.mark.django_db
PERSON = {"account": "ACC-002", "name": "緑川", "layer": "admin", "email": "m@midori.example"}
TOUCH = {"direction": "inbound", "channel": "phone", "touched_at": AT, "note": "x"}


@pytest.fixture
def case(world):
    publish_method(LONG_AGO)
    what = {"account": world.account("ACC-002"), "contract": world.contract("K-002")}
    return open_case(started=date(2026, 11, 20), by=SYSTEM, at=AT, **what)


def things_done(world, case):
    """What a CSM of the team did, each as the fact that it left."""
    mine = {"by": world.actor("csm_mm"), "at": AT}
    account = world.account("ACC-002")
    task = Task.objects.filter(attempt__case=case, side="vendor").first()
    doings = (
        lambda: put_contact(key="CT-9", fields=PERSON, **mine),
        lambda: put_contract(key="K-002", fields={"plan": "x"}, **mine),
        lambda: set_purpose(account=account, code="B", rank=1, source="", **mine),
        lambda: log_touch(account=account, contact=None, **TOUCH, **mine),
        lambda: add_wish(case=case, feature="写真", **mine),
        lambda: add_task(case=case, fields={"title": "x", "side": "vendor"}, **mine),
        lambda: finish_task(task=task, **mine),
        lambda: set_structure(case=case, owner="CT-9", sponsor=None, site_leads=[], **mine),
        lambda: record_meeting(
            case=case, fields={"kind": "regular", "held_at": AT, "channel": "online"}, **mine
        ),
    )
    for do in doings:
        do()
        yield Fact.objects.filter(by_id=world.people["csm_mm"].pk).latest("seq")


def test_another_team_a_viewer_and_sales_undo_nothing_of_this_team(world, case):
    for fact in things_done(world, case):
        for who in ("csm_ent", "viewer", "sales", "marketing"):
            if fact.verb == "customers.touch.logged" and who == "sales":
                continue
            with pytest.raises(Forbidden):
                undo_fact(fact=fact, by=world.actor(who), at=AT)


def test_redoing_needs_what_doing_needed(world, case):
    add_wish(case=case, feature="写真", by=world.actor("csm_mm"), at=AT)
    done = Fact.objects.latest("seq")
    undo_fact(fact=done, by=world.actor("csm_mm"), at=AT)
    undone = Fact.objects.latest("seq")
    for who in ("csm_ent", "viewer", "cs_ops"):
        with pytest.raises(Forbidden):
            undo_fact(fact=undone, by=world.actor(who), at=AT)
    undo_fact(fact=undone, by=world.actor("specialist_mm"), at=AT)


def test_what_is_somebody_s_own_is_undone_by_them(world, case):
    mark_today(item="x", state="done", until=None, by=world.actor("csm_mm"), at=AT)
    fact = Fact.objects.latest("seq")
    with pytest.raises(Forbidden):
        undo_fact(fact=fact, by=world.actor("viewer"), at=AT)
    undo_fact(fact=fact, by=world.actor("csm_mm"), at=AT)


def test_an_administrator_s_change_of_a_person_is_not_undone_by_that_person(world):
    from senro.kernel.actions import change_person

    change_person(
        person=world.people["csm_mm"], fields={"roles": ["viewer"]}, by=world.actor("admin"), at=AT
    )
    fact = Fact.objects.latest("seq")
    with pytest.raises(Forbidden):
        undo_fact(fact=fact, by=world.actor("csm_mm"), at=AT)
