"""Two people at once: one wins, the other is told, and nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from senro.kernel.errors import Conflict
from senro.kernel.models import Fact
from senro.onboarding.actions import TransitionNotAllowed
from senro.onboarding.models import Attempt, Case, CaseStatus, PhaseCompletion, Task

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def both(*acts):
    """Let them go at the same moment; results or the conflicts that were raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        except Conflict as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


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
