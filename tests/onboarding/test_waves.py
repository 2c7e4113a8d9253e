"""Sites that are rolled out one by one: where each stands, and where the case stands with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senro.customers.models import EndUser, Site
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.models import Fact
from senro.onboarding.actions import (
    CaseNotMoving,
    GateClosed,
    LaterPhaseDone,
    NotCurrentPhase,
    OthersFollowed,
    PilotFirst,
    WavesOver,
)
from senro.onboarding.models import Case, PhaseCompletion, SiteWave
from senro.onboarding.queries import case_dict, gate_of
from senro.onboarding.queries.board import board
from senro.onboarding.queries.gates import crew_of, line_of
from senro.onboarding.queries.states import states_at
from tests.world import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def people(account, site, count, registered=None, logged_in=0):
    """A site with so many people; all of them with a way to register, some signed in."""
    row, _made = Site.objects.get_or_create(account=account, name=site, created_at=LONG_AGO)
    registered = count if registered is None else registered
    EndUser.objects.bulk_create(
        EndUser(
            key=f"{account.key}-{site}-{n}",
            account=account,
            site=row,
            registration_method="qr_card" if n < registered else "",
            first_login_at=LONG_AGO if n < logged_in else None,
            created_at=LONG_AGO,
        )
        for n in range(count)
    )
    return row


@pytest.fixture
def rolling(desk):
    """A case of ACC-002 at P3 with 18 stores of 10 people: 12 registered, 6 not yet."""
    case = desk.open("ACC-002", "K-002", started=date(2026, 9, 7))
    desk.by = desk.manager
    desk.through(case, "P1", "P2")
    account = desk.world.account("ACC-002")
    names = [f"{n:02}号店" for n in range(1, 19)]
    for number, name in enumerate(names):
        people(account, name, 10, registered=10 if number < 12 else 3 + number % 2)
    desk.do("add_waves", case, waves=[{"name": name} for name in names])
    return case


def waves(case, *numbers):
    rows = list(SiteWave.objects.living().filter(attempt__case=case).order_by("order"))
    return [rows[n - 1] for n in numbers] if numbers else rows


def go(desk, case, phase, *numbers, **more):
    return desk.do("complete_waves", case, waves=waves(case, *numbers), phase=phase, **more)


def shown(desk, case):
    return case_dict(case, at=desk.at, locale="ja")["waves"]


def test_PH_06_parallel_waves_show_the_furthest_phase_how_many_are_there_and_the_slowest(
    desk, rolling
):
    case = rolling
    with pytest.raises(GateClosed) as refused:
        go(desk, case, "P3", 13)
    assert {r.code for r in refused.value.reasons} == {
        "registration_method",
        "registration_coverage",
    }
    assert {r.inputs["site"] for r in refused.value.reasons} == {"13号店"}
    go(desk, case, "P3", *range(1, 13))
    assert desk.fresh(case).phase == "P4"
    found = shown(desk, case)
    assert (found["mode"], found["phase"], found["here"], found["total"]) == (
        "parallel", "P4", 12, 18,
    )  # fmt: skip
    assert found["slowest"]["name"] == "13号店" and found["slowest"]["phase"] == "P3"
    assert found["slowest"]["measure"] == pytest.approx(0.3)
    card = next(
        c for c in board(desk.manager, as_of=desk.at).column("P4").cards if c.case_id == case.pk
    )
    assert (card.waves_here, card.waves) == (12, 18)


def test_PH_06_a_pilot_goes_first_and_the_others_wait_until_its_criteria_are_met(desk, rolling):
    case = rolling
    desk.do("arrange_waves", case, mode="pilot_then_spread")
    with pytest.raises(PilotFirst) as refused:
        go(desk, case, "P3", 2)
    assert refused.value.code == "pilot_first"
    assert refused.value.details["pilot"] == "01号店"
    go(desk, case, "P3", 1)
    with pytest.raises(PilotFirst) as refused:
        go(desk, case, "P3", 2, 3)
    assert {r.code for r in refused.value.reasons} == {"first_login_rate", "data_arriving"}
    with pytest.raises(PilotFirst):
        desk.do("complete_phase", case, phase="P4")
    EndUser.objects.filter(site__name="01号店").update(first_login_at=LONG_AGO)
    pilot = waves(case, 1)[0]
    desk.do_of("attest_wave_item", wave=pilot, code="data_arriving", evidence="日次で届いている")
    # Its gate is open now, although nobody has passed it yet.
    go(desk, case, "P3", 2, 3)
    assert shown(desk, case)["here"] == 3


def test_PH_06_a_manager_may_let_the_others_start_with_a_reason(desk, rolling):
    desk.do("arrange_waves", rolling, mode="pilot_then_spread")
    desk.by = desk.world.actor("csm_mm")
    with pytest.raises(Forbidden):
        go(desk, rolling, "P3", 2, override="急ぐ")
    desk.by = desk.manager
    go(desk, rolling, "P3", 2, override="本部の指示で先に開始")
    assert PhaseCompletion.objects.get(wave__name="02号店").override_reason == ""
    assert Fact.objects.get(verb="onboarding.wave.completed").reason == "本部の指示で先に開始"


def test_the_case_leaves_the_roll_out_with_the_last_site(desk, rolling):
    case = rolling
    go(desk, case, "P3", *range(1, 19), override="all")
    for number in range(1, 18):
        go(desk, case, "P4", number, override="one by one")
        assert desk.fresh(case).phase == "P4"
    go(desk, case, "P4", 18, override="the last")
    assert desk.fresh(case).phase == "P5"
    with pytest.raises(WavesOver):
        desk.do("add_waves", case, waves=[{"name": "新店"}])
    found = shown(desk, case)
    assert found["slowest"] is None and found["through"] == 18


def test_a_gate_of_sites_says_how_many_meet_it_and_passing_it_passes_them_all(desk, rolling):
    case = rolling
    row = gate_of(case, "P3", at=desk.at).row("registration_coverage")
    assert (row.state, row.waves) == ("unmet", (12, 18))
    with pytest.raises(GateClosed) as refused:
        desk.do("complete_phase", case, phase="P3")
    assert "18" in str(refused.value.reasons[0].message)
    EndUser.objects.update(registration_method="sms")
    go(desk, case, "P3", 1)
    desk.do("complete_phase", case, phase="P4", override="all at once")
    assert desk.fresh(case).phase == "P5"
    assert PhaseCompletion.objects.living().exclude(wave=None).count() == 36


def test_a_site_that_is_not_in_the_phase_meets_nothing_of_it(desk, rolling):
    go(desk, rolling, "P3", 1, 2)
    EndUser.objects.update(first_login_at=LONG_AGO)
    row = gate_of(rolling, "P4", at=desk.at).row("first_login_rate")
    assert row.waves == (2, 18)


def test_opening_a_phase_again_takes_the_case_back_where_no_other_site_is_ahead(desk, rolling):
    case = rolling
    go(desk, case, "P3", 1)
    go(desk, case, "P3", 2)
    one, two = waves(case, 1, 2)
    desk.do_of("reopen_wave", wave=one, phase="P3", reason="登録のやり直し")
    assert desk.fresh(case).phase == "P4"
    desk.do_of("reopen_wave", wave=two, phase="P3", reason="登録のやり直し")
    assert desk.fresh(case).phase == "P3"
    assert not PhaseCompletion.objects.living().filter(phase="P3").exists()
    assert desk.do_of("reopen_wave", wave=two, phase="P3", reason="もう一度").phase == "P3"
    with pytest.raises(Invalid):
        desk.do_of("reopen_wave", wave=two, phase="P3", reason="")


def test_a_later_phase_has_to_be_opened_first(desk, rolling):
    case = rolling
    go(desk, case, "P3", *range(1, 19), override="all")
    go(desk, case, "P4", *range(1, 19), override="all")
    one = waves(case, 1)[0]
    with pytest.raises(LaterPhaseDone):
        desk.do_of("reopen_wave", wave=one, phase="P3", reason="x")
    desk.do("complete_phase", case, phase="P5", override="done")
    assert desk.fresh(case).status == "completed"
    with pytest.raises(LaterPhaseDone):
        desk.do_of("reopen_wave", wave=one, phase="P4", reason="x")
    desk.do("reopen_phase", case, phase="P5", reason="x")
    desk.do_of("reopen_wave", wave=one, phase="P4", reason="x")
    assert (desk.fresh(case).phase, shown(desk, case)["slowest"]["name"]) == ("P4", "01号店")


def test_undo_puts_the_case_back_with_its_site_but_not_under_the_others(desk, rolling):
    case = rolling
    go(desk, case, "P3", 1)
    first = Fact.objects.get(verb="onboarding.wave.completed")
    go(desk, case, "P3", 2)
    with pytest.raises(OthersFollowed):
        undo_fact(fact=first, by=desk.manager, at=desk.at)
    undo_fact(fact=Fact.objects.filter(verb="onboarding.wave.completed").last(), by=desk.manager, at=desk.at)  # fmt: skip
    undo_fact(fact=first, by=desk.manager, at=desk.at)
    assert desk.fresh(case).phase == "P3"
    assert not PhaseCompletion.objects.living().filter(phase="P3").exists()


def test_removing_the_last_laggard_lets_the_case_go_on_and_undo_brings_it_back(desk, rolling):
    case = rolling
    for phase in ("P3", "P4"):
        go(desk, case, phase, *range(1, 18), override="all")
    last = waves(case, 18)[0]
    assert desk.do_of("remove_wave", wave=last, reason="閉店").phase == "P5"
    assert desk.do_of("remove_wave", wave=last).phase == "P5"
    removed = Fact.objects.get(verb="onboarding.wave.removed")
    undo_fact(fact=removed, by=desk.manager, at=desk.at)
    assert desk.fresh(case).phase == "P4" and len(waves(case)) == 18


def test_sites_are_named_once_linked_to_the_customers_own_and_kept_in_order(desk, rolling):
    case = rolling
    before = Fact.objects.count()
    desk.do("add_waves", case, waves=[{"name": "01号店"}])
    assert Fact.objects.count() == before and len(waves(case)) == 18
    assert waves(case, 1)[0].site.name == "01号店"
    with pytest.raises(Invalid) as refused:
        desk.do("add_waves", case, waves=[{"name": ""}, {"name": "本部", "site": "nowhere"}], mode="x")  # fmt: skip
    assert {e.field for e in refused.value.errors} == {"mode", "waves[0].name", "waves[1].site"}
    order = [row.pk for row in waves(case)]
    desk.do("arrange_waves", case, order=[order[17], order[0]])
    assert [row.pk for row in waves(case, 1, 2, 3)] == [order[17], order[0], order[1]]
    changed = desk.do_of("change_wave", wave=waves(case, 1)[0], fields={"name": "旗艦店"})
    assert changed.name == "旗艦店"
    with pytest.raises(Invalid) as refused:
        desk.do_of("change_wave", wave=changed, fields={"name": "01号店", "site": "?"})
    assert {e.code for e in refused.value.errors} == {"duplicate", "unknown_site"}


def test_a_site_without_people_is_unknown_and_can_be_vouched_for(desk, rolling):
    case = rolling
    (row,) = desk.do("add_waves", case, waves=[{"name": "配送センター"}])
    wave = crew_of(case, line_of(case), at=desk.at).wave(row.pk)
    assert wave.gate.row("registration_coverage").state == "unknown"
    for code in ("registration_method", "registration_coverage"):
        desk.do_of("attest_wave_item", wave=row, code=code, evidence="名簿で確認")
    desk.do("complete_waves", case, waves=[row], phase="P3")
    assert desk.fresh(case).phase == "P4"


def test_what_cannot_be(desk, rolling):
    case = rolling
    with pytest.raises(NotCurrentPhase):
        go(desk, case, "P4", 1)
    with pytest.raises(Missing):
        go(desk, case, "P1", 1)
    with pytest.raises(Forbidden):
        go(desk, case, "P3", 1, by=desk.world.actor("csm_ent"))
    with pytest.raises(Forbidden):
        go(desk, case, "P3", 1, by=desk.world.actor("csm_mm"), override="I want")
    desk.do("mark_stalled", case, reason="silent")
    with pytest.raises(CaseNotMoving):
        go(desk, case, "P3", 1)


def test_the_second_gate_is_open_for_who_has_named_sites(desk):
    case = desk.open("ACC-002", "K-002")
    assert gate_of(case, "P2", at=desk.at).row("waves_chosen").state == "unmet"
    desk.do("add_waves", case, desk.manager, waves=[{"name": "本社"}])
    assert gate_of(case, "P2", at=desk.at).row("waves_chosen").state == "met"


def test_as_of_the_sites_stand_where_they_stood(desk, rolling):
    go(desk, rolling, "P3", 1, 2)
    later = desk.later(days=3)
    later.by = desk.manager
    go(later, rolling, "P3", 3)
    then, now = desk.at + timedelta(days=1), later.at
    line = line_of(rolling)
    counts = [len(crew_of(rolling, line, at=at).there("P4")) for at in (then, now)]
    assert counts == [2, 3]
    old = board(desk.manager, as_of=then, live=False).column("P4").cards
    assert [(c.waves_here, c.waves) for c in old if c.case_id == rolling.pk] == [(2, 18)]
    # One site that is through does not take the case along, on that day as little as on this one.
    go(later, rolling, "P4", 1, override="試行")
    (state,) = states_at(Case.objects.filter(pk=rolling.pk), at=later.at, live=False)
    assert state.phase == desk.fresh(rolling).phase == "P4"


def test_the_number_of_queries_does_not_grow_with_the_sites(
    desk, rolling, django_assert_max_num_queries
):
    case_dict(rolling, at=desk.at, locale="ja")
    with django_assert_max_num_queries(21):
        assert len(case_dict(rolling, at=desk.at, locale="ja")["waves"]["items"]) == 18


def test_sites_that_are_named_late_stand_where_the_case_stands(desk):
    case = desk.open("ACC-002", "K-002")
    desk.by = desk.manager
    desk.through(case, "P1", "P2", "P3")
    desk.do("add_waves", case, waves=[{"name": "本社"}, {"name": "支社"}])
    assert (shown(desk, case)["here"], desk.fresh(case).phase) == (2, "P4")
    desk.do_of("remove_wave", wave=waves(case, 2)[0])
    assert desk.fresh(case).phase == "P4"
