"""Two people at once: one wins, the other is told, and nothing is done twice."""

from __future__ import annotations

import pytest
from django.db import connection

from senro.kernel.access import SYSTEM
from senro.kernel.actions import decide_approval, publish
from senro.kernel.actions.approvals import AlreadyDecided
from senro.kernel.errors import Conflict
from senro.kernel.models import Approval, Fact
from senro.onboarding.actions import TransitionNotAllowed
from senro.onboarding.models import Attempt, Case, CaseStatus, PhaseCompletion, Task, Waiver
from tests.at_once import both

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def test_two_people_complete_one_phase_at_once_and_it_is_completed_once(desk):
    assert connection.vendor == "postgresql"
    case = desk.open()
    before = Fact.objects.filter(verb="onboarding.phase.completed").count()

    def act():
        return desk.do("complete_phase", case, desk.manager, phase="P1", override="both of us")

    one, two = both(act, act)
    assert one.pk == two.pk
    assert PhaseCompletion.objects.count() == 1
    assert Fact.objects.filter(verb="onboarding.phase.completed").count() == before + 1


def test_two_people_move_one_card_at_once_to_different_places_and_one_is_told(desk):
    case = desk.open()

    def completes():
        return desk.do("complete_phase", case, desk.manager, phase="P1", override="go")

    def stalls():
        return desk.do("mark_stalled", case, desk.manager, reason="silent")

    done = both(completes, stalls)
    case = desk.fresh(case)
    if any(isinstance(result, Conflict) for result in done):
        assert (case.phase, case.status) == ("P1", "stalled")
    else:
        assert (case.phase, case.status) == ("P2", "stalled")
    assert CaseStatus.objects.living().filter(case=case, until=None).count() == 1


def test_a_case_is_opened_once_and_with_one_set_of_tasks(desk):
    one, two, three = both(desk.open, desk.open, desk.open)
    assert one.pk == two.pk == three.pk
    assert (Case.objects.count(), Attempt.objects.count()) == (1, 1)
    templates = list(Task.objects.values_list("template", flat=True))
    assert len(templates) == len(set(templates))


def test_of_two_who_take_a_stalled_case_different_ways_one_is_refused(desk):
    case = desk.open()
    desk.do("mark_stalled", case)
    done = both(
        lambda: desk.do("park_with_cs", case, desk.manager, reason="route"),
        lambda: desk.do("return_to_sales", case, desk.manager, reason="route"),
    )
    refused = [result for result in done if isinstance(result, TransitionNotAllowed)]
    assert len(refused) == 1
    assert CaseStatus.objects.living().filter(case=case, until=None).count() == 1


def test_a_later_purpose_added_by_two_at_once_brings_its_tasks_once(desk):
    case = desk.open()

    def act():
        return desk.do("set_case_purpose", case, desk.manager, code="D")

    one, two = both(act, act)
    assert sorted(map(bool, (one, two))) == [False, True]
    assert Task.objects.filter(template="d_vehicles").count() == 1


def test_completing_and_opening_again_at_once_leaves_one_state(desk):
    case = desk.open()
    desk.through(case, "P1")
    both(
        lambda: desk.do("complete_phase", case, desk.manager, phase="P2", override="go"),
        lambda: desk.do("reopen_phase", case, desk.manager, phase="P1", reason="rework"),
    )
    case = desk.fresh(case)
    done = set(PhaseCompletion.objects.living().values_list("phase", flat=True))
    assert (case.phase, done) in (("P1", set()), ("P3", {"P1", "P2"}))


def test_PH_06_two_people_take_the_last_two_sites_on_at_once_and_the_case_goes_on_once(desk):
    case = desk.open()
    desk.through(case, "P1", "P2")
    rows = desk.do("add_waves", case, waves=[{"name": "本社"}, {"name": "支社"}])

    def takes(row, phase):
        return lambda: desk.do(
            "complete_waves", case, desk.manager, waves=[row], phase=phase, override="both of us"
        )

    both(*(takes(row, "P3") for row in rows))
    both(*(takes(row, "P4") for row in rows))
    assert desk.fresh(case).phase == "P5"
    assert PhaseCompletion.objects.filter(wave=None, phase__in=["P3", "P4"]).count() == 2
    assert PhaseCompletion.objects.exclude(wave=None).count() == 4


def test_two_people_move_one_phase_at_once_and_one_plan_holds(desk):
    from datetime import date

    from senro.onboarding.models import PhasePlan

    case = desk.open()

    def moves(day):
        return lambda: desk.do("replan", case, desk.manager, key="phase:P2", to=day)

    both(moves(date(2027, 1, 15)), moves(date(2027, 1, 29)))
    assert PhasePlan.objects.living().filter(phase="P2", until=None).count() == 1


def test_of_two_who_decide_one_request_differently_one_is_told_and_one_answer_holds(desk):
    case = desk.open()
    fields = {"title": "紙の日報をやめる", "element": "goal", "reason": "they asked for it"}
    row = desk.do("add_custom", case, fields=fields)
    request = Approval.objects.get(subject_id=row.pk)

    def decides(who, decision):
        by = desk.world.actor(who)
        return lambda: decide_approval(
            approval=request, decision=decision, reason="as agreed", by=by, at=desk.at
        )

    done = both(decides("manager", "approve"), decides("admin", "refuse"))
    assert len([one for one in done if isinstance(one, AlreadyDecided)]) == 1
    request.refresh_from_db()
    row.refresh_from_db()
    assert row.approval == request.decision != ""
    assert Fact.objects.filter(verb="kernel.approval.decided").count() == 1


def test_a_waiver_asked_for_while_a_manager_gives_it_leaves_nothing_to_decide(desk):
    case = desk.open()
    about = {"code": "functions_mastered", "reason": "one is enough"}
    both(
        lambda: desk.do("ask_waiver", case, **about),
        lambda: desk.do("ask_waiver", case, **about),
        lambda: desk.do("waive_criterion", case, desk.manager, **about),
    )
    assert not Approval.objects.living().filter(decision="").exists()
    assert Waiver.objects.living().count() == 1


def test_two_who_upgrade_one_case_at_once_upgrade_it_once(desk):
    case = desk.open("ACC-004", None)
    desk.through(case, "P1", "P2")
    version = publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)

    def act():
        return desk.do("upgrade_case", case, desk.manager, version=version)

    one, two = both(act, act)
    assert one.pk == two.pk and desk.fresh(case).phase == "S2"
    assert Fact.objects.filter(verb="onboarding.case.upgraded").count() == 1
    templates = list(Task.objects.living().values_list("template", flat=True))
    assert len(templates) == len(set(templates))
    assert PhaseCompletion.objects.living().count() == 2
