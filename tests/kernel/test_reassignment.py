"""Somebody leaves, or has too much: what they hold goes to others at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from senro.customers.models import Account
from senro.kernel.actions import let_go, reassign_work, undo_fact
from senro.kernel.errors import Forbidden, Invalid
from senro.kernel.models import Fact, Membership, Notification, Person
from senro.kernel.reassignment import holdings_of, spread
from senro.onboarding.actions import add_task, finish_task, open_case
from senro.onboarding.models import Case, CaseOwner, Task
from senro.programs.actions import publish_default_method

pytestmark = pytest.mark.postgres


@pytest.fixture
def busy(world):
    """csm_mm owns ACC-002, leads its case, has tasks."""
    publish_default_method(by=world.actor("admin"), at=world.at - timedelta(days=30))
    account = world.account("ACC-002")
    case = open_case(
        account=account, contract=world.contract("K-002"), started=world.today,
        by=world.actor("manager"), at=world.at,
    )  # fmt: skip
    task = add_task(
        case=case, fields={"title": "A task of one's own", "owner": world.email("csm_mm")},
        by=world.actor("csm_mm"), at=world.at,
    )  # fmt: skip
    done = add_task(
        case=case, fields={"title": "Long done", "owner": world.email("csm_mm")},
        by=world.actor("csm_mm"), at=world.at,
    )  # fmt: skip
    finish_task(task=done, by=world.actor("csm_mm"), at=world.at)
    return world.people["csm_mm"], case, task


def hand_over(world, person, *to, **more):
    more = {"by": world.actor("manager"), "at": world.at, **more}
    return reassign_work(person=person, to=[world.people[name] for name in to], **more)


def test_accounts_cases_and_open_tasks_go_to_whoever_takes_over(world, busy):
    person, case, task = busy
    held = {kind: len(ids) for kind, ids in holdings_of(person.pk).items() if ids}
    assert set(held) == {"accounts", "cases", "tasks"}
    assert hand_over(world, person, "specialist_mm") == held
    assert holdings_of(person.pk) == {kind: [] for kind in holdings_of(person.pk)}
    assert world.account("ACC-002").owner.email == world.email("specialist_mm")
    case.refresh_from_db()
    task.refresh_from_db()
    assert case.owner_id == task.owner_id == world.people["specialist_mm"].pk
    assert CaseOwner.objects.living().get(case=case, until=None).person_id == case.owner_id
    # What was done stays theirs.
    assert Task.objects.get(title_en="Long done").owner_id == person.pk


def test_a_colleague_of_another_team_gets_the_right_to_work_on_it(world, busy):
    person, case, _task = busy
    hand_over(world, person, "csm_ent")
    case.refresh_from_db()
    ent = world.teams["ent"].pk
    assert (case.team_id, world.account("ACC-002").team_id) == (ent, ent)


def test_one_undo_gives_everything_back(world, busy):
    person, case, _task = busy
    before = holdings_of(person.pk)
    hand_over(world, person, "csm_ent")
    undo_fact(
        fact=Fact.objects.get(verb="kernel.work.reassigned"),
        by=world.actor("manager"), at=world.at,
    )  # fmt: skip
    assert holdings_of(person.pk) == before
    case.refresh_from_db()
    assert case.team_id == world.teams["mm"].pk


def test_twice_is_once_and_each_of_them_is_told_once(world, busy):
    person, _case, _task = busy
    hand_over(world, person, "specialist_mm")
    facts = Fact.objects.count()
    assert hand_over(world, person, "specialist_mm") == {}
    assert Fact.objects.count() == facts
    lines = Notification.objects.filter(recipient_id=world.people["specialist_mm"].pk)
    assert lines.filter(kind="kernel.work.reassigned").count() == 1
    assert not lines.filter(kind="onboarding.case.assigned").exists()


def test_only_some_kinds_when_only_some_are_named(world, busy):
    person, _case, _task = busy
    assert set(hand_over(world, person, "specialist_mm", kinds=["accounts"])) == {"accounts"}
    assert holdings_of(person.pk)["cases"]


@pytest.mark.parametrize(
    ("to", "kinds", "fields"),
    [
        ((), (), ["to"]),
        (("csm_mm",), (), ["to[0]"]),
        (("customer",), (), ["to[0]"]),
        (("csm_ent", "csm_ent"), (), ["to"]),
        (("csm_ent",), ("boats",), ["kinds[0]"]),
    ],
)
def test_every_wrong_field_is_named_and_nothing_moves(world, busy, to, kinds, fields):
    person, _case, _task = busy
    with pytest.raises(Invalid) as refused:
        hand_over(world, person, *to, kinds=kinds)
    assert [error.field for error in refused.value.errors] == fields
    assert holdings_of(person.pk)["accounts"]


def test_whoever_holds_least_gets_the_next_thing():
    shares = spread([f"t{n}" for n in range(5)], [3, 0, 1])
    assert [len(share) for share in shares] == [0, 3, 2]
    assert sorted(one for share in shares for one in share) == [f"t{n}" for n in range(5)]


def test_a_colleague_may_not_give_away_anothers_work(world, busy):
    person, _case, _task = busy
    with pytest.raises(Forbidden):
        hand_over(world, person, "specialist_mm", by=world.actor("csm_mm"))


def test_leaving_ends_sign_in_and_teams_and_hands_over_the_work(world, busy):
    person, _case, _task = busy
    let_go(person=person, to=[world.people["specialist_mm"]], by=world.actor("admin"), at=world.at)
    person.refresh_from_db()
    assert not person.is_active
    assert not Membership.objects.living().filter(person=person, until=None).exists()
    assert not any(holdings_of(person.pk).values())
    undo_fact(
        fact=Fact.objects.get(verb="kernel.person.left"), by=world.actor("admin"), at=world.at
    )
    person.refresh_from_db()
    assert person.is_active and holdings_of(person.pk)["cases"]
    assert Membership.objects.living().filter(person=person, until=None).exists()


def test_nobody_leaves_with_work_in_their_hands(world, busy):
    person, _case, _task = busy
    with pytest.raises(Invalid):
        let_go(person=person, to=[], by=world.actor("admin"), at=world.at)
    person.refresh_from_db()
    assert person.is_active
    idle = world.people["viewer"]
    assert let_go(person=idle, to=[], by=world.actor("admin"), at=world.at) == {}
    assert not Person.objects.get(pk=idle.pk).is_active


def test_ended_cases_stay_with_who_led_them(world, busy):
    person, case, _task = busy
    Case.objects.filter(pk=case.pk).update(status="handed_over")
    hand_over(world, person, "specialist_mm")
    assert Case.objects.get(pk=case.pk).owner_id == person.pk
    assert Account.objects.get(key="ACC-002").owner_id != person.pk
