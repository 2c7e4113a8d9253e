"""The walk of product.md, as verbs and reads."""

from __future__ import annotations

from datetime import date

import pytest

from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.models import Fact, Notification
from senro.kernel.queries import facts_about
from senro.kernel.rules.calendar import Calendar
from senro.onboarding import actions
from senro.onboarding.actions import (
    CaseExists,
    GateClosed,
    LaterPhaseDone,
    NotAttestable,
    NotCurrentPhase,
)
from senro.onboarding.models import Attempt, Case, CaseStatus, PhaseCompletion, Task, Watch
from senro.onboarding.queries import case_dict, gate_of, gates_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIRST_GATE = {"kickoff_held", "purpose", "wish", "criteria_told", "schedule_told", "structure"}


def reasons(refused):
    return {reason.code for reason in refused.value.reasons}


def ready(desk, case):
    desk.structure(case)
    desk.kickoff(case, "wish", "criteria", "schedule", "next_step", temperature=4)


def test_PH_05_a_case_has_a_plan_for_ninety_days_and_tasks_on_business_days(desk):
    case = desk.open()
    attempt = Attempt.objects.get(case=case)
    assert (attempt.target_end - attempt.started).days == 90
    tasks = Task.objects.filter(attempt=attempt)
    assert {task.side for task in tasks} == {"vendor", "customer"}
    calendar = Calendar(country="JP")
    assert all(calendar.is_business_day(task.due_on) for task in tasks)
    assert max(task.due_on for task in tasks) <= attempt.target_end
    # Three working days from Friday, over a weekend and a holiday; three from the planned 2 December.
    due = dict(tasks.values_list("template", "due_on"))
    assert due["p1_setup_guide"] == date(2026, 11, 20)
    assert (due["p1_checklist"], due["p2_workshop"]) == (date(2026, 11, 26), date(2026, 12, 7))
    assert due["p5_closing"] == date(2027, 2, 15)
    phases = case_dict(case, at=desk.at, locale="ja")["phases"]
    assert phases[4]["planned_end"] == attempt.target_end.isoformat() == "2027-02-18"


def test_a_new_case_is_closed_by_every_item_of_the_first_gate_but_what_the_account_knows(desk):
    case = desk.open("ACC-002", "K-002")
    with pytest.raises(GateClosed) as refused:
        desk.do("complete_phase", case, desk.manager, phase="P1")
    assert reasons(refused) == FIRST_GATE
    assert not PhaseCompletion.objects.exists()
    assert all(str(reason.message) and reason.rule for reason in refused.value.reasons)


def test_KO_01_a_kickoff_without_the_criteria_told_is_blocked_by_exactly_that(desk):
    case = desk.open()
    desk.structure(case)
    meeting = desk.kickoff(case, "purpose", "goal", "wish", "structure", "schedule", "next_step")
    assert meeting.pk
    with pytest.raises(GateClosed) as refused:
        desk.do("complete_phase", case, phase="P1")
    assert reasons(refused) == {"criteria_told"}
    desk.later(days=1).kickoff(case, "criteria")
    desk.later(days=2).do("complete_phase", case, phase="P1")
    assert desk.fresh(case).phase == "P2"


def test_KO_03_the_structure_needs_an_owner_a_sponsor_and_a_site_lead(desk):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule")
    desk.do("set_structure", case, owner="CT-002", sponsor="CT-001")
    gate = gate_of(case, "P1", at=desk.at)
    assert [reason.code for reason in gate.reasons] == ["structure"] and gate.open is False
    desk.do("set_structure", case, site_leads=["CT-003"])
    assert gate_of(case, "P1", at=desk.at).open is True
    for one, named in (("owner", "CT-002"), ("sponsor", "CT-001"), ("site_leads", ["CT-003"])):
        desk.do("set_structure", case, **{one: None})
        assert gate_of(case, "P1", at=desk.at).open is False, one
        desk.do("set_structure", case, **{one: named})


def test_people_of_another_account_cannot_be_named(desk):
    case = desk.open("ACC-002", "K-002")
    with pytest.raises(Invalid) as refused:
        desk.do("set_structure", case, desk.manager, owner="CT-001", site_leads=["CT-003"])
    assert {error.field for error in refused.value.errors} == {"owner", "site_leads"}


def test_PU_01_without_a_purpose_the_first_gate_stays_shut_until_one_is_chosen(desk):
    case = desk.open("ACC-002", "K-002")
    by = desk.manager
    assert "purpose" in {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    with pytest.raises(Invalid):
        desk.do("set_case_purpose", case, by, code="Z")
    desk.do("set_case_purpose", case, by, code="C", rank=1)
    assert "purpose" not in {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    assert case_dict(case, at=desk.at, locale="ja")["purposes"] == ["C"]


def test_PU_02_a_later_purpose_brings_its_tasks_once_and_no_topic_again(desk):
    by = desk.manager
    case = desk.open("ACC-002", "K-002")
    desk.do("set_case_purpose", case, by, code="B", rank=1)
    before = set(Task.objects.living().values_list("template", flat=True))
    assert "b_baseline" in before and not Notification.objects.exists()
    made = desk.do("set_case_purpose", case, by, code="D", rank=2)
    assert {task.template for task in made} >= {"d_vehicles", "d_devices"}
    assert "d_baseline" not in {task.template for task in made}
    assert desk.do("set_case_purpose", case, by, code="D", rank=2) == []
    assert case_dict(case, at=desk.at, locale="ja")["purposes"] == ["B", "D"]
    note = Notification.objects.get()
    assert note.recipient_id == case.owner_id and note.params["code"] == "D"


def test_a_purpose_that_the_case_leaves_out_no_longer_counts_for_its_gate(desk):
    case = desk.open()
    for code in ("A", "C"):
        desk.do("exclude_purpose", case, code=code)
    assert "purpose" in {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    assert not Task.objects.living().filter(template__startswith="a_").exists()
    desk.do("set_case_purpose", case, code="A")
    assert case_dict(case, at=desk.at, locale="ja")["purposes"] == ["A"]


def test_passing_a_gate_twice_is_passing_it_once(desk):
    case = desk.open()
    ready(desk, case)
    first = desk.do("complete_phase", case, phase="P1")
    count = Fact.objects.count()
    assert desk.later(days=3).do("complete_phase", case, phase="P1") == first
    assert Fact.objects.count() == count
    with pytest.raises(NotCurrentPhase):
        desk.do("complete_phase", case, phase="P4")
    with pytest.raises(Missing):
        desk.do("complete_phase", case, phase="P9")


def test_every_step_of_the_walk_is_one_fact_of_the_case(desk):
    case = desk.open()
    with pytest.raises(GateClosed):
        desk.do("complete_phase", case, phase="P1")
    desk.do("set_case_purpose", case, code="D", rank=1)
    ready(desk, case)
    desk.do("complete_phase", case, phase="P1")
    desk.do("reopen_phase", case, phase="P1", reason="too early")
    facts = list(facts_about("case", case.pk))
    assert [fact.verb for fact in reversed(facts) if fact.cause is None] == [
        "onboarding.case.opened",
        "onboarding.purpose.set",
        "onboarding.structure.set",
        "onboarding.meeting.recorded",
        "onboarding.phase.completed",
        "onboarding.phase.reopened",
    ]
    completed = next(fact for fact in facts if fact.verb == "onboarding.phase.completed")
    assert completed.before["phase"] == "P1" and completed.after["phase"] == "P2"
    opened = next(fact for fact in facts if fact.verb == "onboarding.case.opened")
    assert opened.evidence == {"handoff": "none"}
    assert facts[0].reason == "too early"


def test_a_phase_that_was_opened_again_can_be_passed_again(desk):
    case = desk.open()
    ready(desk, case)
    desk.do("complete_phase", case, phase="P1")
    desk.do("reopen_phase", case, phase="P1", reason="rework")
    case = desk.fresh(case)
    assert (case.phase, case.phase_days) == ("P1", 12)
    assert case.phase_since == Attempt.objects.get(case=case).began_at
    desk.do("complete_phase", case, phase="P1")
    assert PhaseCompletion.objects.count() == 2
    assert PhaseCompletion.objects.living().count() == 1


def test_only_the_latest_completion_can_be_taken_back(desk):
    case = desk.open()
    desk.through(case, "P1", "P2")
    with pytest.raises(LaterPhaseDone):
        desk.do("reopen_phase", case, phase="P1", reason="x")
    fact = Fact.objects.filter(verb="onboarding.phase.completed").order_by("seq").first()
    with pytest.raises(LaterPhaseDone):
        undo_fact(fact=fact, by=desk.manager, at=desk.at)
    with pytest.raises(Invalid):
        desk.do("reopen_phase", case, phase="P2", reason=" ")
    latest = Fact.objects.filter(verb="onboarding.phase.completed").order_by("-seq").first()
    undo_fact(fact=latest, by=desk.manager, at=desk.at)
    assert desk.fresh(case).phase == "P2"


def test_PH_03_a_measured_gate_blocks_with_the_number_and_a_manager_may_override(desk):
    case = desk.open()
    desk.through(case, "P1", "P2")
    with pytest.raises(GateClosed) as refused:
        desk.do("complete_phase", case, phase="P3")
    reason = next(r for r in refused.value.reasons if r.code == "registration_coverage")
    assert "75 % < 95 %" in str(reason.message)
    assert reason.inputs == {"registration_coverage": 0.75, "end_users": 4}
    with pytest.raises(Forbidden):
        desk.do("complete_phase", case, phase="P3", override="I say so")
    row = desk.do("complete_phase", case, desk.manager, phase="P3", override="agreed with them")
    assert row.override_reason == "agreed with them"
    assert row.measured["registration_coverage"] == 0.75
    assert Fact.objects.order_by("-seq").first().reason == "agreed with them"


def test_what_is_measured_cannot_be_vouched_for_and_what_is_unknown_can(desk):
    case = desk.open()
    with pytest.raises(NotAttestable):
        desk.do("attest_gate_item", case, code="registration_coverage", evidence="all done")
    with pytest.raises(NotAttestable):
        desk.do("attest_gate_item", case, code="kickoff_held", evidence="yes")
    with pytest.raises(Missing):
        desk.do("attest_gate_item", case, code="nonsense", evidence="yes")
    other = desk.open("ACC-002", "K-002")
    gate = gate_of(other, "P4", at=desk.at)
    assert gate.open is None and {row.state for row in gate.rows} == {"unknown"}
    for code in ("first_login_rate", "data_arriving"):
        desk.do("attest_gate_item", other, desk.manager, code=code, evidence="seen on site")
    assert gate_of(other, "P4", at=desk.at).open is True


def test_the_second_gate_opens_with_wishes_that_have_dates_or_with_somebodys_word(desk):
    case = desk.open()
    desk.through(case, "P1")
    desk.do("add_wish", case, feature="帳票", want_by=None)
    desk.do("attest_gate_item", case, code="operation_decided", evidence="議事録 11/20")
    desk.do("attest_gate_item", case, code="waves_chosen", evidence="本社から")
    assert [r.code for r in gate_of(case, "P2", at=desk.at).reasons] == ["wish_dates"]
    desk.do("add_wish", case, feature="帳票", want_by="2026-12-20")
    desk.do("complete_phase", case, phase="P2")
    assert PhaseCompletion.objects.get(phase="P2").measured["operation_decided"] is True


def test_KO_05_closing_needs_a_policy_with_an_owner_and_two_dated_steps(desk):
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4")
    for code in ("forms_in_operation", "functions_mastered"):
        desk.do("meet_criterion", case, code=code, evidence="92 points")
    desk.do(
        "set_outcome", case, achieved="日報 40分→14分", led_to="第2工場へ展開", evidence="計測表"
    )
    with pytest.raises(GateClosed) as refused:
        desk.do("complete_phase", case, phase="P5")
    assert reasons(refused) == {"promotion_policy", "mandatory_criteria"}
    step = {"what": "第2工場の説明会", "due": "2026-12-10"}
    with pytest.raises(Invalid):
        desk.do("set_promotion_policy", case, owner="佐藤", steps=[step])
    steps = [step, {"what": "効果の確認", "due": date(2027, 1, 20)}]
    undated = [step, {"what": "効果の確認", "due": ""}]
    with pytest.raises(Invalid) as wrong:
        desk.do("set_promotion_policy", case, owner=" ", steps=undated)
    assert {error.field for error in wrong.value.errors} == {"owner", "steps[1].due"}
    desk.do("set_promotion_policy", case, owner="佐藤", steps=steps)
    desk.do("complete_phase", case, phase="P5")
    case = desk.fresh(case)
    assert (case.phase, case.status) == ("P6", "completed")
    attempt = Attempt.objects.get(case=case)
    assert (attempt.result, attempt.ended) == ("success", date(2026, 11, 20))
    assert Watch.objects.get(attempt=attempt).ends_on == date(2026, 12, 20)


def test_opening_the_last_gate_again_takes_the_completion_and_the_watch_back(desk):
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4", "P5")
    desk.do("reopen_phase", case, phase="P5", reason="the customer is not ready")
    case = desk.fresh(case)
    assert (case.phase, case.status) == ("P5", "active")
    assert not Watch.objects.living().exists()
    assert Attempt.objects.get(case=case).result == ""
    assert CaseStatus.objects.living().get(until=None).status == "active"
    desk.through(case, "P5")
    assert desk.fresh(case).status == "completed"


def test_a_waived_criterion_no_longer_blocks_and_only_a_manager_waives(desk):
    case = desk.open()
    codes = ("forms_in_operation", "functions_mastered", "promotion_policy")
    with pytest.raises(Forbidden):
        desk.do("waive_criterion", case, code=codes[0], reason="not in scope")
    for code in codes:
        desk.do("waive_criterion", case, desk.manager, code=code, reason="not in scope")
    states = {row.code: row.state for row in gate_of(case, "P5", at=desk.at).rows}
    assert states["mandatory_criteria"] == "met"


def test_a_contract_has_one_case(desk):
    case = desk.open()
    count = Fact.objects.count()
    assert desk.open().pk == case.pk
    assert Fact.objects.count() == count
    with pytest.raises(CaseExists) as refused:
        desk.open(started=date(2026, 12, 1))
    assert refused.value.details["case"] == str(case.pk)
    with pytest.raises(Invalid):
        desk.open("ACC-002", "K-001")


def test_a_case_at_its_intake_begins_when_it_is_taken_up(desk):
    case = desk.open(phase="intake")
    assert case.phase == "intake" and not Task.objects.exists()
    assert {p["state"] for p in case_dict(case, at=desk.at, locale="ja")["phases"]} == {"ahead"}
    with pytest.raises(NotCurrentPhase):
        desk.do("complete_phase", case, phase="P1")
    later = desk.later(days=5)
    later.do("begin", case)
    attempt = Attempt.objects.get(case=case)
    assert desk.fresh(case).phase == "P1"
    assert (attempt.started, attempt.target_end) == (date(2026, 11, 25), date(2027, 2, 23))
    assert Task.objects.exists()


def test_a_viewer_changes_nothing_and_another_team_is_kept_out(desk):
    case = desk.open()
    for name in ("viewer", "csm_mm", "sales", "marketing", "customer"):
        with pytest.raises(Forbidden):
            desk.do("complete_phase", case, desk.world.actor(name), phase="P1")
        with pytest.raises(Forbidden):
            desk.do("record_meeting", case, desk.world.actor(name), fields={})


def test_a_meeting_with_wrong_fields_names_each_of_them(desk):
    case = desk.open()
    fields = {
        "kind": "dinner", "held_at": "yesterday", "confirmed": ["wishes"], "temperature": 6,
        "minutes_heard": -1, "contact": "CT-999", "direction": "sideways", "mood": "good",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        desk.do("record_meeting", case, fields=fields)
    assert {error.field for error in refused.value.errors} == set(fields)


def test_a_held_meeting_is_a_contact_and_a_planned_one_is_not(desk):
    from senro.customers.models import Touch

    case = desk.open()
    desk.do(
        "record_meeting", case, fields={"kind": "regular", "held_at": "2026-12-01T10:00:00+09:00"}
    )
    assert not Touch.objects.exists()
    meeting = desk.kickoff(case, "wish", contact="CT-002", temperature=4)
    touch = Touch.objects.get()
    assert (touch.direction, touch.contact.key, touch.at) == ("inbound", "CT-002", desk.at)
    assert desk.kickoff(case, "wish", contact="CT-002", temperature=4) == meeting
    assert desk.fresh(case).temperature_cs == 4


def test_tasks_are_added_moved_finished_and_opened_again(desk):
    case = desk.open()
    task = desk.do("add_task", case, fields={"title": "資料を送る", "due_on": "2026-11-25"})
    assert (task.phase, task.side, task.owner_id) == ("P1", "vendor", case.owner_id)
    with pytest.raises(Invalid):
        desk.do("add_task", case, fields={"title": "", "side": "both", "due_on": "soon"})
    by, at = desk.by, desk.at
    actions.move_task(task=task, due_on=date(2026, 11, 30), by=by, at=at)
    actions.finish_task(task=task, by=by, at=at)
    count = Fact.objects.count()
    actions.finish_task(task=task, by=by, at=at)
    assert Fact.objects.count() == count
    actions.reopen_task(task=task, by=by, at=at)
    task.refresh_from_db()
    assert (task.due_on, task.done_at) == (date(2026, 11, 30), None)


def test_the_gate_speaks_the_readers_language(desk):
    case = desk.open("ACC-002", "K-002")
    said = {}
    for locale in ("ja", "en"):
        phases = case_dict(case, at=desk.at, locale=locale)["phases"]
        said[locale] = [r["message"] for p in phases for r in p["gate"]["reasons"]]
    assert len(said["ja"]) == len(said["en"]) > 10
    assert not set(said["ja"]) & set(said["en"])


def test_gates_of_many_cases_take_as_many_queries_as_of_one(desk, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cases = [desk.open(), desk.open("ACC-002", "K-002"), desk.open("ACC-003", "K-003")]
    gates_of(cases[:1], at=desk.at)
    with CaptureQueriesContext(connection) as one:
        case_dict(cases[0], at=desk.at, locale="ja")
    from senro.onboarding.queries import case_dicts

    with CaptureQueriesContext(connection) as many:
        assert len(case_dicts(Case.objects.all(), at=desk.at, locale="ja")) == 3
    assert len(many) <= len(one) + 1 and len(one) <= 14


def test_the_fact_of_a_structure_says_who_was_named_before_and_after(desk):
    case = desk.open()
    desk.do("set_structure", case, owner="CT-002")
    desk.do("set_structure", case, owner="CT-001", sponsor="CT-002")
    latest, first = Fact.objects.filter(verb="onboarding.structure.set").order_by("-seq")
    assert first.evidence["people_before"] == {} and [*first.evidence["people"]] == ["owner"]
    assert latest.evidence["people_before"] == first.evidence["people"]
    assert {*latest.evidence["people"]} == {"owner", "sponsor"}
    assert latest.evidence["people"]["sponsor"] == first.evidence["people"]["owner"]
    said = Fact.objects.count()
    desk.do("set_structure", case, owner="CT-001", sponsor="CT-002")
    assert Fact.objects.count() == said, "naming the same people again leaves no fact"
