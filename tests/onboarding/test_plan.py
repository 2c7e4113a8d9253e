"""Moving the plan, what follows it, and one kickoff and one calendar for a customer's cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senro.customers.models import Contract, Product
from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.models import Fact
from senro.kernel.rules.calendar import Calendar, business_days_between
from senro.onboarding.actions import AlreadyDone, Circle
from senro.onboarding.bulk import put_meetings
from senro.onboarding.models import (
    AwaitedKickoff,
    Case,
    Meeting,
    MeetingShare,
    PhasePlan,
    Task,
    TaskDependency,
)
from senro.onboarding.queries import case_dict, gate_of
from senro.onboarding.queries.calendar import account_calendar, ics
from senro.onboarding.queries.plan import plan_of, preview
from senro.onboarding.rules.replan import Item, closes_circle, moves
from tests.world import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
JAPAN = Calendar(country="JP")


def day(text):
    return date.fromisoformat(text)


def test_what_depends_follows_by_as_many_working_days_over_a_holiday():
    items = {
        "a": Item("a", day("2026-11-19")),
        "b": Item("b", day("2026-11-20"), after=("a",)),
        "c": Item("c", day("2026-11-27"), after=("b",)),
        "done": Item("done", day("2026-11-20"), after=("a",), done=True),
        "alone": Item("alone", day("2026-11-20")),
    }
    found = {m.key: m.after.isoformat() for m in moves(items, "a", day("2026-11-21"), JAPAN)}
    # Saturday becomes Tuesday: Monday the 23rd is a holiday.
    assert found == {"a": "2026-11-24", "b": "2026-11-25", "c": "2026-12-01"}
    assert moves(items, "a", day("2026-11-19"), JAPAN) == []
    back = {m.key: m.after.isoformat() for m in moves(items, "b", day("2026-11-18"), JAPAN)}
    assert back == {"b": "2026-11-18", "c": "2026-11-25"}


def test_a_circle_is_seen_however_long():
    links = [("b", "a"), ("c", "b")]
    assert closes_circle(links, "a", "c") and closes_circle(links, "a", "a")
    assert not closes_circle(links, "c", "a")


def test_new_tasks_wait_for_those_that_their_templates_name(desk):
    case = desk.open()
    links = TaskDependency.objects.filter(task__attempt__case=case)
    assert links.exists()
    assert all(link.task.attempt_id == link.on.attempt_id for link in links)
    waves = links.filter(task__template="p2_waves").values_list("on__template", flat=True)
    assert list(waves) == ["p2_workshop"]


def test_a_moved_task_takes_what_depends_on_it_along_and_undo_puts_all_back(desk):
    case = desk.open()
    tasks = {t.template: t for t in Task.objects.filter(attempt__case=case)}
    on, waits = tasks["p2_workshop"], tasks["p2_waves"]
    before = {t.pk: t.due_on for t in Task.objects.all()}
    facts = Fact.objects.count()
    moved = desk.do("replan", case, key=f"task:{on.pk}", to=on.due_on + timedelta(days=7))
    assert Fact.objects.count() == facts + 1
    after = {t.pk: t.due_on for t in Task.objects.all()}
    days = business_days_between(before[on.pk], after[on.pk], JAPAN)
    assert business_days_between(before[waits.pk], after[waits.pk], JAPAN) == days > 0
    assert all(JAPAN.is_business_day(after[pk]) for pk in after)
    assert {pk for pk in after if after[pk] != before[pk]} == {
        t.pk for t in Task.objects.filter(planned_on__isnull=False)
    }
    assert len(moved) == sum(after[pk] != before[pk] for pk in after)
    fact = Fact.objects.get(verb="onboarding.case.replanned")
    undo_fact(fact=fact, by=desk.manager, at=desk.at)
    assert {t.pk: t.due_on for t in Task.objects.all()} == before
    undo_fact(fact=Fact.objects.get(undoes=fact.id), by=desk.manager, at=desk.at)
    assert {t.pk: t.due_on for t in Task.objects.all()} == after


def test_a_moved_phase_takes_the_later_ones_and_their_tasks_and_shows_the_first_plan(desk):
    case = desk.open()
    first = case_dict(case, at=desk.at, locale="ja")["phases"]
    last = Task.objects.filter(attempt__case=case, phase="P5").order_by("-due_on").first()
    to = day(first[1]["planned_end"]) + timedelta(days=14)
    desk.do("replan", case, key="phase:P2", to=to, reason="担当者の休暇")
    later = case_dict(case, at=desk.at, locale="ja")["phases"]
    assert later[0]["planned_end"] == first[0]["planned_end"]
    assert all(
        b["planned_end"] > a["planned_end"] for a, b in zip(first[1:], later[1:], strict=True)
    )
    assert Task.objects.get(pk=last.pk).due_on > last.due_on
    plan = plan_of(case, at=desk.at)
    assert [p.original.isoformat() for p in plan.phases] == [p["planned_end"] for p in first]
    desk.later(days=1).do("replan", case, key="phase:P2", to=to + timedelta(days=7))
    assert PhasePlan.objects.filter(phase="P2").count() == 2
    assert PhasePlan.objects.living().filter(phase="P2", until=None).count() == 1


def test_a_preview_changes_nothing_and_says_what_the_verb_does(desk):
    case = desk.open()
    plan = plan_of(case, at=desk.at)
    facts = Fact.objects.count()
    seen = preview(plan, "phase:P1", plan.phases[0].end + timedelta(days=5))
    assert Fact.objects.count() == facts and not PhasePlan.objects.exists()
    done = desk.do("replan", case, key="phase:P1", to=plan.phases[0].end + timedelta(days=5))
    assert [(m.key, m.after) for m in seen] == [(m.key, m.after) for m in done]


def test_what_is_done_stays_and_what_is_not_there_is_not_found(desk):
    case = desk.open()
    desk.through(case, "P1")
    with pytest.raises(AlreadyDone):
        desk.do("replan", case, key="phase:P1", to=day("2027-01-12"))
    with pytest.raises(Missing):
        desk.do("replan", case, key="phase:P9", to=day("2027-01-12"))
    with pytest.raises(Invalid):
        desk.do("replan", case, key="phase:P2", to=day("2099-01-12"))
    with pytest.raises(Forbidden):
        desk.do("replan", case, desk.world.actor("csm_mm"), key="phase:P2", to=day("2027-01-12"))


def test_tasks_that_would_wait_for_each_other_are_refused(desk):
    case = desk.open()
    one, two, three = Task.objects.filter(attempt__case=case, phase="P5")[:3]
    TaskDependency.objects.all().delete()
    desk.do_of("link_tasks", task=two, on=one)
    desk.do_of("link_tasks", task=three, on=two)
    facts = Fact.objects.count()
    assert desk.do_of("link_tasks", task=three, on=two) and Fact.objects.count() == facts
    with pytest.raises(Circle):
        desk.do_of("link_tasks", task=one, on=three)
    with pytest.raises(Circle):
        desk.do_of("link_tasks", task=one, on=one)
    desk.do_of("unlink_tasks", task=three, on=two)
    assert desk.do_of("link_tasks", task=one, on=three).pk


@pytest.fixture
def second(desk):
    """A second contract of ACC-001, for another product."""
    product = Product.objects.create(key="vehicles", name="車両日報", created_at=LONG_AGO)
    return Contract.objects.create(
        key="K-009", account=desk.world.account("ACC-001"), product=product, mrr=50_000,
        start=date(2026, 11, 1), created_at=LONG_AGO,
    )  # fmt: skip


def other(desk, contract, **more):
    from senro.kernel.access import SYSTEM
    from senro.onboarding import actions

    given = {"started": date(2026, 11, 20), "by": SYSTEM, "at": desk.at, **more}
    return actions.open_case(account=desk.world.account("ACC-001"), contract=contract, **given)


def test_PH_07_two_products_two_cases_one_calendar_and_no_second_kickoff(desk, second):
    first = desk.open()
    desk.kickoff(first, "wish", "criteria", "schedule")
    case = other(desk, second)
    assert Case.objects.living().filter(account__key="ACC-001").count() == 2
    share = MeetingShare.objects.get()
    assert share.attempt.case_id == case.pk and not share.counts
    assert not Task.objects.living().filter(attempt__case=case, template="p1_kickoff").exists()
    found = account_calendar(desk.manager, desk.world.account("ACC-001"), at=desk.at)
    kickoffs = [e for e in found if e.kind == "meeting"]
    assert len(kickoffs) == 1 and set(kickoffs[0].cases) == {first.pk, case.pk}
    regular = {"kind": "regular", "held_at": "2026-12-01T10:00:00+09:00"}
    desk.do("record_meeting", case, desk.manager, fields=regular)
    found = account_calendar(desk.manager, desk.world.account("ACC-001"), at=desk.at)
    assert [set(e.cases) for e in found if e.kind == "meeting"][1:] == [{case.pk}]
    assert {c for e in found for c in e.cases} == {first.pk, case.pk}
    assert {e.kind for e in found} == {"meeting", "phase_end", "task", "target_end"}
    assert [e.day for e in found] == sorted(e.day for e in found)
    codes = {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    assert "kickoff_held" not in codes and "criteria_told" in codes


def test_PH_07_what_the_shared_kickoff_confirmed_counts_when_chosen(desk, second):
    desk.kickoff(desk.open(), "wish", "criteria", "schedule")
    case = other(desk, second, shared_kickoff=True)
    assert {r.code for r in gate_of(case, "P1", at=desk.at).reasons} == {"structure"}


def test_PH_07_a_kickoff_of_its_own_when_chosen(desk, second):
    desk.kickoff(desk.open(), "wish")
    case = other(desk, second, shared_kickoff=False)
    assert not MeetingShare.objects.exists()
    assert Task.objects.living().filter(attempt__case=case, template="p1_kickoff").exists()
    assert "kickoff_held" in {r.code for r in gate_of(case, "P1", at=desk.at).reasons}


def kickoff_tasks(case):
    return set(
        Task.objects.living()
        .filter(attempt__case=case, template__in=("p1_agenda", "p1_kickoff"))
        .values_list("template", flat=True)
    )


def test_PH_07_before_any_kickoff_the_second_case_waits_for_that_of_the_first(desk, second):
    first = desk.open()
    case = other(desk, second, shared_kickoff=True)
    assert kickoff_tasks(first) == {"p1_agenda", "p1_kickoff"} and not kickoff_tasks(case)
    assert "kickoff_held" in {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    meeting = desk.kickoff(first, "wish", "criteria", "schedule")
    share = MeetingShare.objects.living().get()
    assert (share.meeting_id, share.attempt.case_id, share.counts) == (meeting.pk, case.pk, True)
    assert {r.code for r in gate_of(case, "P1", at=desk.at).reasons} == {"structure"}
    # The meeting undone, the case waits again, and is not left without a kickoff.
    fact = Fact.objects.get(verb="onboarding.meeting.recorded")
    undo_fact(fact=fact, by=desk.manager, at=desk.later(hours=1).at)
    assert not MeetingShare.objects.living().exists()
    desk.later(hours=2).kickoff(first, "wish")
    assert MeetingShare.objects.living().get().attempt.case_id == case.pk


def test_PH_07_a_case_that_waits_has_an_imported_kickoff_too(desk, second):
    first = desk.open()
    tasks = kickoff_tasks(first)
    case = other(desk, second, shared_kickoff=True)
    desk.do("part_kickoff", case)
    parted = Fact.objects.get(verb="onboarding.kickoff.parted")
    undo_fact(fact=parted, by=desk.manager, at=desk.at)
    row = {"account": "ACC-001", "case": "K-001", "kind": "kickoff", "held_at": desk.at, "key": "M",
           "confirmed": ["wish", "criteria", "schedule"]}  # fmt: skip
    again = {**row, "key": "M-2"}
    assert [put.status for put in put_meetings(rows=[row, again], by=SYSTEM, at=desk.at)] == [
        "created", "created",
    ]  # fmt: skip
    share = MeetingShare.objects.living().get()
    assert (share.meeting.key, share.attempt.case_id, share.counts) == ("M", case.pk, True)
    assert not kickoff_tasks(case) and kickoff_tasks(first) == tasks
    assert {r.code for r in gate_of(case, "P1", at=desk.at).reasons} == {"structure"}
    [put] = put_meetings(rows=[row], by=SYSTEM, at=desk.later(hours=1).at)
    assert put.status == "unchanged" and MeetingShare.objects.count() == 1
    fact = Fact.objects.filter(verb="onboarding.meeting.imported").earliest("seq")
    undo_fact(fact=fact, by=SYSTEM, at=desk.later(hours=2).at)
    assert AwaitedKickoff.objects.living().get().attempt.case_id == case.pk
    # Whoever holds an own one waits for none.
    own = {"account": "ACC-001", "case": str(case.pk), "kind": "kickoff", "held_at": desk.at}
    put_meetings(rows=[own], by=SYSTEM, at=desk.later(hours=3).at)
    assert not AwaitedKickoff.objects.living().exists()


def test_PH_07_a_case_that_waited_may_hold_its_own_kickoff_after_all(desk, second):
    first = desk.open()
    case = other(desk, second)
    desk.do("part_kickoff", case)
    assert kickoff_tasks(case) == {"p1_agenda", "p1_kickoff"}
    desk.do("part_kickoff", case)
    assert Task.objects.living().filter(attempt__case=case, template="p1_kickoff").count() == 1
    desk.kickoff(first, "wish")
    assert not MeetingShare.objects.living().exists()
    own = other(desk, Contract.objects.create(
        key="K-010", account=second.account, product=second.product, mrr=1, start=second.start,
        created_at=LONG_AGO,
    ), shared_kickoff=False)  # fmt: skip
    assert kickoff_tasks(own) == {"p1_agenda", "p1_kickoff"}


def test_PH_07_a_case_at_intake_is_waited_for_and_one_that_begins_later_gets_no_tasks(desk, second):
    first = desk.open(phase="intake")
    case = other(desk, second, phase="intake")
    desk.do("begin", case)
    assert not kickoff_tasks(case)
    desk.do("begin", first)
    assert kickoff_tasks(first) == {"p1_agenda", "p1_kickoff"}


def test_PH_07_sharing_can_be_given_up_and_undone(desk, second):
    meeting = desk.kickoff(desk.open(), "wish")
    case = other(desk, second)
    desk.do("part_kickoff", case)
    assert not MeetingShare.objects.living().exists()
    assert Task.objects.living().filter(attempt__case=case, template="p1_kickoff").exists()
    undo_fact(fact=Fact.objects.get(verb="onboarding.kickoff.parted"), by=desk.manager, at=desk.at)
    assert MeetingShare.objects.living().get().meeting_id == meeting.pk
    elsewhere = desk.open("ACC-002", "K-002")
    with pytest.raises(Invalid):
        desk.do("share_kickoff", elsewhere, desk.manager, meeting=meeting)


def test_PH_07_the_calendar_is_a_file_for_other_calendars(desk, second):
    desk.kickoff(desk.open(), "wish")
    other(desk, second)
    found = account_calendar(desk.manager, desk.world.account("ACC-001"), at=desk.at)
    text = ics(found, lambda entry: "長い題名、とても" * 12 + "; a, b", "青空フーズ", desk.at)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == len(found)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\\; a\\, b" in text.replace("\r\n ", "")
    assert Meeting.objects.count() == 1
    assert len({line for line in text.split("\r\n") if line.startswith("UID:")}) == len(found)


def test_the_calendar_and_the_plan_take_as_many_queries_for_two_cases_as_for_one(
    desk, second, django_assert_max_num_queries
):
    case = desk.open()
    other(desk, second)
    with django_assert_max_num_queries(12):
        account_calendar(desk.manager, desk.world.account("ACC-001"), at=desk.at)
    with django_assert_max_num_queries(10):
        plan_of(case, at=desk.at)


def test_PH_07_a_second_case_that_waited_at_intake_gets_no_kickoff_tasks_either(desk, second):
    desk.kickoff(desk.open(), "wish")
    case = other(desk, second, phase="intake")
    desk.do("begin", case)
    assert Task.objects.living().filter(attempt__case=case).exists()
    assert not Task.objects.living().filter(attempt__case=case, template="p1_kickoff").exists()
