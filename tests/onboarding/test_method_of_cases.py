"""What the method means for cases: variants, upgrades, previews, the funnel, the playbook."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft
from senro.kernel.actions.undo import undo_fact
from senro.kernel.errors import Invalid
from senro.kernel.models import Fact, Person, Version
from senro.kernel.queries.versions import draft_of, upcoming
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding import actions
from senro.onboarding.actions import CannotUpgrade
from senro.onboarding.models import Attempt, Case, PhaseCompletion, Task
from senro.onboarding.queries.board import Filters, board
from senro.onboarding.queries.impact import method_impact
from senro.onboarding.queries.playbook import agenda_points, case_playbook
from senro.onboarding.queries.standards import funnel
from senro.onboarding.rules.upgrades import gate_change, mapped
from senro.programs.queries import default_text, phase_set_for
from senro.programs.rules.phases import parse_phase_set
from tests.world import LONG_AGO

DECEMBER = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)  # the first of December in Tokyo


def body_of(name):
    return from_yaml(default_text(name))[2]


def smb_from_december(at):
    return publish(kind="phase_set", code="smb_4", by=SYSTEM, at=at, effective_from=DECEMBER)


def codes_of(case):
    return parse_phase_set(Attempt.objects.get(case=case).phase_set.body).codes


@pytest.mark.django_db
@pytest.mark.postgres
def test_PH_02_running_smb_cases_keep_six_phases_new_ones_have_four_and_the_funnel_shows_both(desk):
    running = desk.open(account="ACC-004", contract=None)
    smb_from_december(desk.at)
    same_day = phase_set_for(desk.at, "SMB", "")[1]
    assert same_day.codes == ("P1", "P2", "P3", "P4", "P5", "P6")
    later = desk.later(days=12)
    account = desk.world.account("ACC-003")
    account.tier = "SMB"
    account.save(update_fields=["tier"])
    new = later.open(account="ACC-003", contract="K-003", started=date(2026, 12, 2))
    assert codes_of(running) == ("P1", "P2", "P3", "P4", "P5", "P6")
    assert codes_of(new) == ("S1", "S2", "S3", "S4")
    later.through(new, "S1")
    later.through(running, "P1", "P2")
    steps = {step.code: step for step in funnel(desk.manager, as_of=later.at)}
    assert set(steps) == {"intake", "P1", "P2", "P3", "P4", "P5", "P6"}
    assert steps["P3"].count == 2
    assert dict(steps["P3"].sets) == {"smb_4": 1, "standard": 1}
    assert [steps[code].reached for code in ("P1", "P2", "P3", "P4")] == [2, 2, 2, 0]


@pytest.mark.django_db
@pytest.mark.postgres
def test_PH_02_the_board_shows_cases_of_every_phase_set_and_six_columns_when_asked(desk):
    publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)
    case = desk.open(account="ACC-004", contract=None)
    desk.through(case, "S1")
    for filters in (Filters(), Filters(by="standard")):
        found = board(desk.manager, as_of=desk.at, filters=filters)
        assert found.column("P3").count == 1
        assert [column.code for column in found.phases] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    as_it_stood = board(desk.manager, as_of=desk.at + timedelta(days=1), live=False)
    assert as_it_stood.column("P3").count == 1


@pytest.mark.django_db
def test_PH_02_a_version_that_holds_later_is_listed_and_does_not_hold_yet(desk):
    version = smb_from_december(desk.at)
    assert list(upcoming("phase_set", desk.at)) == [version]
    assert not upcoming("phase_set", DECEMBER).exists()
    assert phase_set_for(DECEMBER - timedelta(seconds=1), "SMB", "")[0].code == "standard"
    assert phase_set_for(DECEMBER, "SMB", "")[0] == version
    assert phase_set_for(DECEMBER, "MM", "")[0].code == "standard"


@pytest.mark.django_db
def test_an_earlier_publication_does_not_hide_one_that_holds_later(desk):
    body = body_of("phase_set")
    later, sooner = copy.deepcopy(body), copy.deepcopy(body)
    later["phases"][0]["days"], sooner["phases"][0]["days"] = 15, 14
    for made, since in ((later, DECEMBER), (sooner, desk.at + timedelta(days=1))):
        save_draft(kind="phase_set", code="standard", body=made, by=SYSTEM, at=desk.at)
        publish(kind="phase_set", code="standard", by=SYSTEM, at=desk.at, effective_from=since)
    assert phase_set_for(desk.at + timedelta(days=2), "MM", "")[1].first.days == 14
    assert phase_set_for(DECEMBER, "MM", "")[1].first.days == 15


@pytest.mark.django_db
def test_a_version_cannot_hold_from_the_past(desk):
    with pytest.raises(Invalid) as refused:
        publish(
            kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at,
            effective_from=desk.at - timedelta(days=1),
        )  # fmt: skip
    assert [error.code for error in refused.value.errors] == ["in_the_past"]
    assert draft_of("phase_set", "smb_4") is not None


SIX, FOUR = parse_phase_set(body_of("phase_set")), parse_phase_set(body_of("phase_set_smb_4"))


@pytest.mark.parametrize(
    ("old", "new", "here", "passed", "phase", "skipped", "lost"),
    [
        (SIX, FOUR, "P3", ["P1", "P2"], "S2", (), ""),
        (SIX, FOUR, "P2", ["P1"], "", (), "P2"),
        (SIX, FOUR, "intake", [], "intake", (), ""),
        (FOUR, SIX, "S3", ["S1", "S2"], "P4", ("P2",), ""),
        (SIX, SIX, "P5", ["P1", "P2", "P3", "P4"], "P5", (), ""),
    ],
)
def test_a_case_finds_its_phase_again_by_code_or_standard_code(
    old, new, here, passed, phase, skipped, lost
):
    found = mapped(old, new, here, passed)
    assert (found.phase, found.skipped, found.lost) == (phase, skipped, lost)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(True, True, ""), (False, True, "opens"), (None, True, "opens"), (True, False, "closes"),
     (None, False, "closes"), (True, None, "unknown"), (False, None, "unknown"), (None, None, "")],
)  # fmt: skip
def test_a_gate_opens_closes_or_becomes_unknown(before, after, change):
    assert gate_change(before, after) == change


def _smb_case_at(desk, *passed):
    case = desk.open(account="ACC-004", contract=None)
    desk.through(case, *passed)
    return desk.fresh(case)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_case_is_upgraded_by_choice_keeping_what_is_done_and_undo_takes_it_back(desk):
    case = _smb_case_at(desk, "P1", "P2")
    done = Task.objects.living().filter(attempt__case=case, template="p1_kickoff").get()
    actions.finish_task(task=done, by=desk.manager, at=desk.at)
    version = publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)
    before = _state(case)
    actions.upgrade_case(case=case, version=version, by=desk.manager, at=desk.at)
    case = desk.fresh(case)
    assert (case.phase, case.phase_days) == ("S2", 28)
    assert codes_of(case) == ("S1", "S2", "S3", "S4")
    living = Task.objects.living().filter(attempt__case=case)
    templates = set(living.values_list("template", flat=True))
    assert {"p1_kickoff", "s2_members", "s3_closing"} <= templates
    assert "s1_kickoff" not in templates
    assert living.get(template="p1_kickoff").done_at is not None
    passed = PhaseCompletion.objects.living().filter(attempt__case=case)
    assert set(passed.values_list("phase", flat=True)) == {"S1", "P2"}
    facts = Fact.objects.filter(verb="onboarding.case.upgraded")
    assert facts.count() == 1
    actions.upgrade_case(case=case, version=version, by=desk.manager, at=desk.at)
    assert facts.count() == 1
    undo_fact(fact=facts.get(), by=desk.manager, at=desk.at + timedelta(hours=1))
    assert _state(desk.fresh(case)) == before


def _state(case):
    attempt = Attempt.objects.get(case=case)
    tasks = Task.objects.living().filter(attempt=attempt)
    passed = PhaseCompletion.objects.living().filter(attempt=attempt)
    return (
        case.phase, case.phase_days, attempt.phase_set_id,
        sorted(tasks.values_list("template", "phase")), sorted(passed.values_list("phase", "at")),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_case_whose_phase_has_no_counterpart_says_so_and_stays(desk):
    case = _smb_case_at(desk, "P1")
    version = publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)
    with pytest.raises(CannotUpgrade) as refused:
        actions.upgrade_case(case=case, version=version, by=desk.manager, at=desk.at)
    reason = refused.value.reasons[0]
    assert (reason.code, reason.inputs["phase"]) == ("no_counterpart", "P2")
    assert desk.fresh(case).phase == "P2"
    assert not Fact.objects.filter(verb="onboarding.case.upgraded").exists()


@pytest.mark.django_db
def test_a_case_is_not_upgraded_to_what_does_not_hold_yet(desk):
    case = _smb_case_at(desk, "P1", "P2")
    version = smb_from_december(desk.at)
    with pytest.raises(CannotUpgrade) as refused:
        actions.upgrade_case(case=case, version=version, by=desk.manager, at=desk.at)
    assert [reason.code for reason in refused.value.reasons] == ["not_in_effect"]


def _draft(desk, change):
    body = body_of("phase_set")
    change(body)
    return save_draft(kind="phase_set", code="standard", body=body, by=SYSTEM, at=desk.at)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_preview_says_whose_gate_would_close_open_or_be_unknown(desk):
    mm = desk.open(account="ACC-002", contract="K-002")
    smb = desk.open(account="ACC-004", contract=None)
    desk.open()  # ENT runs on another set
    fields = {"kind": "kickoff", "held_at": desk.at, "confirmed": []}
    desk.do("record_meeting", mm, desk.manager, fields=fields)
    easier = _draft(desk, lambda body: body["phases"][0].update(gate=body["phases"][0]["gate"][:1]))
    found = method_impact(desk.manager, easier, at=desk.at)
    assert found.running == 2
    assert {name: count for name, count in found.counts.items() if count} == {"opens": 1}
    assert [(one.key, one.change) for one in found.cases] == [("ACC-002", "opens")]
    assert "purpose" in found.cases[0].items
    unknown = _draft(
        desk,
        lambda body: body["phases"][0].update(
            gate=[{"code": "logins", "rule": "first_login_rate >= 0.5", "title": "ログイン"}]
        ),
    )
    found = method_impact(desk.manager, unknown, at=desk.at)
    assert {one.key: one.change for one in found.cases} == {
        "ACC-002": "unknown",
        "ACC-004": "unknown",
    }
    assert smb.phase == "P1"


@pytest.mark.django_db
def test_a_preview_of_a_new_variant_counts_who_would_get_it_and_who_cannot_follow(desk):
    _smb_case_at(desk, "P1")
    desk.open(account="ACC-002", contract="K-002")
    found = method_impact(desk.manager, draft_of("phase_set", "smb_4"), at=desk.at)
    assert (found.running, found.counts["cannot"]) == (1, 1)
    assert found.cases[0].phase == "P2"


@pytest.mark.django_db
def test_a_preview_asks_as_often_for_many_cases_as_for_few(desk):
    draft = _draft(desk, lambda body: body["phases"][0].update(gate=body["phases"][0]["gate"][:1]))

    def asked():
        method_impact(desk.manager, draft, at=desk.at)
        with CaptureQueriesContext(
            connection,
        ) as found:
            method_impact(desk.manager, draft, at=desk.at)
        return len(found)

    desk.open(account="ACC-002", contract="K-002")
    few = asked()
    desk.open(account="ACC-003", contract="K-003")
    desk.open(account="ACC-004", contract=None)
    assert asked() == few


@pytest.mark.django_db
def test_OR_05_the_playbook_has_steps_talk_and_examples_for_every_phase_and_the_same_gates(desk):
    veteran = desk.open(account="ACC-002", contract="K-002")
    newcomer = Person.objects.create(
        email="new@example.jp", name="新人", roles=["csm"], created_at=LONG_AGO
    )
    assert not Case.objects.filter(owner=newcomer).exists()
    case = desk.open(account="ACC-001", contract="K-001")
    desk.do("assign_owner", case, desk.manager, owner=newcomer)
    found = case_playbook(case, at=desk.at)
    assert [one.phase.code for one in found.phases] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    for one in found.phases:
        assert one.steps, one.phase.code
        for step in one.steps:
            assert step.step.talk and step.step.examples and step.step.contents, step.step.code
    steps = {step.step.code: step for one in found.phases for step in one.steps}
    assert [task.title.of("ja") for task in steps["csv"].tasks] == ["利用者名簿を提出する"]
    assert not steps["csv"].tasks[0].done
    desk.do_of("finish_task", task=Task.objects.get(attempt__case=case, template="p3_members"))
    desk.through(case, "P1")
    later = case_playbook(desk.fresh(case), at=desk.at).phases
    assert [one.phase.code for one in later if one.here] == ["P2"]
    csv = next(s for one in later for s in one.steps if s.step.code == "csv")
    assert [task.done for task in csv.tasks] == [True]
    # The gates are those of everybody: those of the version that was promised.
    gates = [[item.code for item in one.gate] for one in found.phases]
    others = case_playbook(veteran, at=desk.at)
    assert gates == [[item.code for item in one.gate] for one in others.phases]
    promised = Attempt.objects.get(case=case).phase_set.body["phases"]
    assert gates == [[item["code"] for item in phase["gate"]] for phase in promised]


@pytest.mark.django_db
def test_OR_05_a_set_with_fewer_phases_still_tells_every_step(desk):
    publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)
    case = desk.open(account="ACC-004", contract=None)
    told = {
        one.phase.code: [s.step.code for s in one.steps]
        for one in case_playbook(case, at=desk.at).phases
    }
    # Each in the first phase that goes at least as far as the one it was written for.
    assert told == {
        "S1": ["kickoff"],
        "S2": ["operation", "csv", "registration"],
        "S3": ["briefing", "first_login", "closing"],
        "S4": ["handover"],
    }


@pytest.mark.django_db
def test_RM_01_a_new_stumbling_point_is_in_the_playbook_and_the_kickoff_of_new_cases(desk):
    body = body_of("roadmap")
    step = next(s for s in body["stages"][0]["steps"] if s["code"] == "csv")
    step["stumbling"].append({"code": "era", "title": {"ja": "和暦の日付", "en": "Japanese eras"}})
    save_draft(kind="roadmap", code="standard", body=body, by=SYSTEM, at=desk.at)
    publish(kind="roadmap", code="standard", by=SYSTEM, at=desk.at)
    case = desk.open(account="ACC-002", contract="K-002")
    points = [title.of("ja") for _step, title, _detail in agenda_points(case, at=desk.at)]
    assert "和暦の日付" in points
    steps = {s.step.code: s for one in case_playbook(case, at=desk.at).phases for s in one.steps}
    assert "和暦の日付" in [point.title.of("ja") for point in steps["csv"].step.stumbling]


@pytest.mark.django_db
def test_a_new_case_gets_tasks_that_count_from_other_tasks(desk):
    case = desk.open(account="ACC-002", contract="K-002")
    due = dict(Task.objects.living().filter(attempt__case=case).values_list("template", "due_on"))
    assert due["p1_structure"] > due["p1_kickoff"]
    assert Version.objects.filter(kind="roadmap", number=1).exists()


@pytest.mark.django_db
def test_PH_02_a_code_that_two_sets_use_otherwise_is_asked_of_each_case_now_and_then(desk):
    case = desk.open()
    odd = body_of("phase_set_smb_4")
    odd["phases"] = [
        {**one, "code": one["code"].replace("S", "P"), "standard": f"P{n + 3}"}
        for n, one in enumerate(odd["phases"])
    ]
    odd.pop("tasks", None)
    save_draft(kind="phase_set", code="odd", body=odd, by=SYSTEM, at=desk.at)
    publish(kind="phase_set", code="odd", by=SYSTEM, at=desk.at)
    by_standard = Filters(by="standard")
    for live in (True, False):
        found = board(desk.manager, as_of=desk.at, live=live, filters=by_standard)
        assert [card.case_id for card in found.column("P1").cards] == [case.pk]
        assert found.column("P3").count == 0
