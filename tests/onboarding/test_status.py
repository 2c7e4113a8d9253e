"""The status machine: what may follow what, as rows and verbs, and what each step brings with it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from senro.kernel.actions import undo_fact
from senro.kernel.errors import Conflict, Forbidden, Invalid
from senro.kernel.models import Fact, Notification
from senro.onboarding import actions
from senro.onboarding.actions import CaseNotMoving, TransitionNotAllowed
from senro.onboarding.models import STATUSES, Attempt, Case, CaseStatus, PhaseCompletion, Task
from senro.onboarding.rules.machine import (
    AFTER,
    ENDED,
    MOVING,
    PARKED,
    STEPS,
    TRANSITIONS,
    may_follow,
    may_take,
    sources_of,
)

# Machine C of the requirements, read off the drawing.
DRAWN = [
    ("active", "at_risk"), ("at_risk", "stalled"), ("stalled", "active"),
    ("stalled", "parked_with_cs"), ("stalled", "returned_to_sales"),
    ("returned_to_sales", "relaunching"), ("returned_to_sales", "dead_flag_proposed"),
    ("dead_flag_proposed", "dead_flagged"), ("parked_with_cs", "relaunching"),
    ("parked_with_cs", "dead_flag_proposed"), ("parked_with_cs", "renewal_only"),
    ("dead_flagged", "relaunching"), ("active", "completed"),
    ("completed", "handover_proposed"), ("handover_proposed", "handed_over"),
    ("completed", "watch_stalled"), ("watch_stalled", "completed"),
    ("watch_stalled", "extended_onboarding"), ("handover_proposed", "completed"),
    ("handover_proposed", "extended_onboarding"), ("handed_over", "closed_churned"),
]  # fmt: skip
NEVER = [
    ("dead_flagged", "active"), ("returned_to_sales", "active"), ("parked_with_cs", "active"),
    ("active", "dead_flagged"), ("active", "parked_with_cs"), ("stalled", "dead_flagged"),
    ("closed_void", "active"), ("closed_churned", "relaunching"), ("handed_over", "active"),
]  # fmt: skip


def test_the_machine_allows_every_step_that_is_drawn_and_none_that_is_not():
    assert all(may_follow(*step) for step in DRAWN)
    assert not any(may_follow(*step) for step in NEVER)
    assert set(TRANSITIONS) == set(STATUSES)
    assert set(MOVING) | set(AFTER) | set(PARKED) | set(ENDED) == set(STATUSES)
    for step in STEPS.values():
        assert sources_of(step.to)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_that_the_machine_does_not_know_is_refused_and_says_what_is_allowed(desk, name):
    case = desk.open()
    Case.objects.filter(pk=case.pk).update(status="closed_void")
    if STEPS[name].to == "closed_void":
        return
    more = {"until": date(2027, 1, 1)} if name == "extend_onboarding" else {}
    facts = Fact.objects.count()
    with pytest.raises(TransitionNotAllowed) as refused:
        desk.do(name, case, desk.manager, reason="because", **more)
    assert refused.value.details["allowed"] == []
    known = set(STEPS[name].only or sources_of(STEPS[name].to))
    assert set(refused.value.details["allowed_from"]) == known
    assert Fact.objects.count() == facts


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(STEPS))
def test_who_may_not_change_cases_takes_no_step(desk, name):
    case = desk.open()
    more = {"until": date(2027, 1, 1)} if name == "extend_onboarding" else {}
    for role in ("viewer", "csm_mm", "marketing", "customer"):
        with pytest.raises(Forbidden):
            desk.do(name, case, desk.world.actor(role), reason="because", **more)


@pytest.mark.django_db
def test_a_stalled_case_keeps_its_phase_goes_through_no_gate_and_comes_back(desk):
    case = desk.open()
    desk.through(case, "P1")
    desk.later(days=1).do("mark_stalled", case, cause="operation_unknown", reason="no answer")
    case = desk.fresh(case)
    assert (case.status, case.phase) == ("stalled", "P2")
    assert CaseStatus.objects.get(until=None).cause == "operation_unknown"
    with pytest.raises(CaseNotMoving):
        desk.later(days=1).do("complete_phase", case, desk.manager, phase="P2", override="x")
    count = Fact.objects.count()
    desk.later(days=2).do("mark_stalled", case)
    assert Fact.objects.count() == count
    desk.later(days=3).do("recover", case, reason="they called")
    assert desk.fresh(case).status == "active"
    rows = CaseStatus.objects.living().order_by("since")
    assert [row.status for row in rows] == ["active", "stalled", "active"]
    assert all(one.until == two.since for one, two in pairwise(rows))


@pytest.mark.django_db
def test_a_case_that_sales_brings_back_begins_its_next_attempt_and_the_first_stays_failed(desk):
    case = desk.open()
    desk.through(case, "P1", "P2")
    sales = desk.world.actor("sales")
    desk.later(days=1).do("mark_stalled", case)
    desk.later(days=2).do("return_to_sales", case, reason="no answer for two months")
    assert Attempt.objects.get(number=1).result == "failed"
    who = desk.world.contacts["CT-001"]
    desk.later(days=3).do("relaunch", case, sales, reason="the sponsor answered", contact=who)
    case = desk.fresh(case)
    assert (case.status, case.phase, case.attempt_no) == ("relaunching", "P1", 2)
    first, second = Attempt.objects.order_by("number")
    assert (first.result, second.result) == ("failed", "")
    assert (second.target_end - second.started).days == 90
    assert PhaseCompletion.objects.filter(attempt=first).count() == 2
    assert Task.objects.filter(attempt=second).exists()
    desk.later(days=4).through(case, "P1")
    assert desk.fresh(case).status == "active"
    desk.later(days=5).through(case, "P2", "P3", "P4", "P5")
    assert [a.result for a in Attempt.objects.order_by("number")] == ["failed", "success"]


@pytest.mark.django_db
def test_a_dead_flag_is_proposed_by_anyone_and_set_by_a_manager_with_a_reason(desk):
    case = desk.open()
    for day, step in enumerate(("mark_stalled", "return_to_sales", "propose_dead_flag"), 1):
        desk.later(days=day).do(step, case)
    told = {note.recipient_id for note in Notification.objects.filter(kind__contains="dead_flag")}
    assert told == {desk.world.people["manager"].pk}
    with pytest.raises(Forbidden):
        desk.do("set_dead_flag", case, reason="enough")
    with pytest.raises(Invalid):
        desk.do("set_dead_flag", case, desk.manager, reason="")
    desk.later(days=4).do("set_dead_flag", case, desk.manager, reason="two attempts, no answer")
    assert desk.fresh(case).status == "dead_flagged"
    with pytest.raises(Forbidden):
        desk.later(days=5).do("relaunch", case, reason="they logged in")
    desk.later(days=5).do("relaunch", case, desk.manager, reason="they logged in")
    assert desk.fresh(case).attempt_no == 2


@pytest.mark.django_db
def test_parking_gives_the_case_to_the_accounts_csm_and_undo_gives_it_back(desk):
    lead = desk.world.people["specialist_mm"]
    case = desk.open(owner=lead)
    desk.later(days=1).do("mark_stalled", case)
    desk.later(days=2).do("park_with_cs", case, reason="enterprise route")
    parked = desk.fresh(case)
    assert parked.owner_id == parked.account.owner_id != lead.pk
    fact = Fact.objects.filter(verb="onboarding.case.parked").get()
    undo_fact(fact=fact, by=desk.manager, at=desk.at)
    case = desk.fresh(case)
    assert (case.status, case.owner_id) == ("stalled", lead.pk)
    assert Attempt.objects.get(case=case).result == ""
    assert CaseStatus.objects.living().get(until=None).status == "stalled"


@pytest.mark.django_db
def test_onboarding_is_extended_by_decision_once_and_again_only_by_a_manager(desk):
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4", "P5")
    desk.later(days=3).do("mark_watch_stalled", case, reason="15 a day after 42")
    with pytest.raises(Invalid):
        desk.do("extend_onboarding", case, until=desk.world.today, reason="late")
    until = date(2026, 12, 14)
    desk.later(days=4).do("extend_onboarding", case, until=until, reason="to reach the goal")
    case = desk.fresh(case)
    assert (case.status, case.phase) == ("extended_onboarding", "P5")
    assert Attempt.objects.get(case=case).target_end == until
    desk.later(days=5).through(case, "P5")
    desk.later(days=6).do("mark_watch_stalled", case)
    again = {"until": date(2027, 1, 14), "reason": "once more"}
    with pytest.raises(Forbidden):
        desk.later(days=7).do("extend_onboarding", case, **again)
    desk.later(days=7).do("extend_onboarding", case, desk.manager, **again)


@pytest.mark.django_db
def test_a_refused_handover_goes_back_to_the_watch_and_an_accepted_one_ends_the_case(desk):
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4", "P5")
    desk.later(days=30).do("propose_handover", case)
    desk.later(days=31).do("resume_watch", case, reason="no owner for the second site")
    desk.later(days=40).do("propose_handover", case)
    desk.later(days=41).do("accept_handover", case, owner=desk.world.people["csm_ent"])
    assert desk.fresh(case).status == "handed_over"
    desk.later(days=90).do("close_churned", case, reason="cancelled")
    assert Attempt.objects.get(case=case).result == "success"


@pytest.mark.django_db
def test_a_manager_may_override_all_gates_up_to_a_phase_ahead_in_one_fact(desk):
    case = desk.open()
    with pytest.raises(Conflict):
        desk.do("complete_phase", case, desk.manager, phase="P3")
    before = Fact.objects.count()
    actions.complete_phase(
        case=case, phase="P3", override="moved from another tool", by=desk.manager, at=desk.at
    )
    assert Fact.objects.count() == before + 1
    assert desk.fresh(case).phase == "P4"
    assert PhaseCompletion.objects.living().count() == 3
    assert Fact.objects.order_by("-seq").first().evidence["skipped"] == ["P1", "P2"]
    desk.do("reopen_phase", case, phase="P3", reason="not after all")
    assert desk.fresh(case).phase == "P3"


def test_a_case_under_way_is_not_completed_by_going_on_with_a_watch_that_never_began(desk):
    case = desk.open()
    with pytest.raises(TransitionNotAllowed):
        desk.do("resume_watch", case, reason="近道")
    assert desk.fresh(case).status == "active"
    assert not may_take("active", "resume_watch")
    assert may_take("watch_stalled", "resume_watch")
