"""Cases at risk: found by the policy's rule, explained, told once, undone, and cleared by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from senro.customers.actions import log_touch
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish, save_draft, undo_fact
from senro.kernel.models import Fact, Notification
from senro.kernel.queries import unread_notifications
from senro.kernel.rules.bodies import from_yaml
from senro.onboarding.actions import detect_at_risk
from senro.onboarding.models import CaseStatus, Task
from senro.onboarding.queries import case_dict
from senro.onboarding.queries.board import Filters, board
from senro.onboarding.queries.today import today
from senro.onboarding.reactions import take_back_the_risk
from senro.programs.queries import default_text

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def run(desk):
    return detect_at_risk(by=SYSTEM, at=desk.at)


def touched(desk, case):
    return log_touch(
        account=case.account, contact=None, direction="inbound", channel="call",
        touched_at=desk.at, note="", by=desk.manager, at=desk.at,
    )  # fmt: skip


def at_risk_fact():
    return Fact.objects.filter(verb="onboarding.case.found_at_risk").order_by("-seq").first()


@pytest.fixture
def silent(desk):
    """A case whose customer was last heard of 15 days ago, and one that is on track."""
    case = desk.open()
    other = desk.open("ACC-002", "K-002")
    touched(desk, case)
    late = desk.later(days=15)
    touched(late, other)
    # The phases are not late: only the silence counts.
    late.through(case, "P1")
    late.through(other, "P1")
    return late, case, other


def test_PH_04_a_silent_case_is_at_risk_on_top_of_today_and_told_once(silent):
    desk, case, other = silent
    run(desk)
    assert (desk.fresh(case).status, desk.fresh(other).status) == ("at_risk", "active")
    facts = Fact.objects.count()
    run(desk)
    run(desk.later(hours=3))
    assert Fact.objects.count() == facts
    assert Notification.objects.filter(kind="onboarding.case.at_risk").count() == 1
    # Above a ToDo that waits longer than any of its own.
    Task.objects.filter(attempt__case=other).update(due_on=date(2026, 1, 5))
    rows = today(desk.manager, at=desk.at, scope="all").rows
    places = {row.case_id: number for number, row in enumerate(rows)}
    assert places[case.pk] == 0
    # For this reason, and not for a ToDo that is late.
    kinds = {row.case_id: row.kind for row in rows}
    assert (kinds[case.pk], kinds.get(other.pk)) == ("at_risk", "task_overdue")
    line = unread_notifications(desk.by)[0]
    assert "15" in line.text


def test_a_day_before_the_threshold_nothing_is_found(desk):
    case = desk.open()
    touched(desk, case)
    soon = desk.later(days=13)
    soon.through(case, "P1")
    run(soon)
    assert desk.fresh(case).status == "active"
    day = desk.later(days=14)
    run(day)
    assert desk.fresh(case).status == "at_risk"


def test_a_phase_much_older_than_planned_is_a_risk_although_they_talk(desk):
    case = desk.open()
    at_plan, past_it = desk.later(days=15), desk.later(days=16)
    touched(at_plan, case)
    run(at_plan)
    assert desk.fresh(case).status == "active"
    run(past_it)
    case = desk.fresh(case)
    found = case_dict(case, at=past_it.at, locale="en")["at_risk"]
    assert [reason["code"] for reason in found["reasons"]] == ["phase_age_days"]


def test_IN_05_the_finding_explains_itself_and_its_undo_is_a_fact(silent):
    desk, case, _other = silent
    run(desk)
    fact = at_risk_fact()
    assert fact.version == "policies/standard@1" and fact.by_id is None
    evidence = fact.evidence
    assert "days_since_inbound_contact >= 14" in evidence["rule"]
    assert evidence["inputs"]["days_since_inbound_contact"] == 15
    assert evidence["inputs"]["last_inbound_at"].startswith("2026-11-20")
    assert evidence["texts"]["ja"] != evidence["texts"]["en"]
    before = desk.fresh(case)
    undo_fact(fact=fact, by=desk.by, at=desk.at)
    after = desk.fresh(case)
    assert (after.status, after.owner_id) == ("active", before.owner_id)
    assert Fact.objects.order_by("-seq").first().undoes == fact.id
    shown = board(desk.manager, as_of=desk.at).column("P2")
    assert {card.signal for card in shown.cards} == {"go"}


def test_what_was_undone_is_not_found_again_until_there_is_something_new(silent):
    desk, case, _other = silent
    run(desk)
    undo_fact(fact=at_risk_fact(), by=desk.by, at=desk.at)
    for days in (0, 1, 3):
        run(desk.later(days=days))
        assert desk.fresh(case).status == "active"
    # The phase becomes late as well: that is new.
    run(desk.later(days=25))
    assert desk.fresh(case).status == "at_risk"


def test_somebody_who_takes_a_case_back_by_hand_is_not_overruled_by_the_same_evidence(silent):
    desk, case, _other = silent
    run(desk)
    desk.do("recover", case, reason="they are on holiday")
    run(desk.later(days=1))
    assert desk.fresh(case).status == "active"


def test_a_case_is_cleared_by_itself_when_the_customer_answers_and_found_again_later(silent):
    desk, case, _other = silent
    run(desk)
    touched(desk.later(hours=1), case)
    run(desk.later(hours=2))
    assert desk.fresh(case).status == "active"
    assert Fact.objects.order_by("-seq").first().verb in {
        "onboarding.risk.checked",
        "onboarding.case.risk_cleared",
    }
    run(desk.later(days=20))
    assert desk.fresh(case).status == "at_risk"
    assert (
        Notification.objects.filter(
            kind="onboarding.case.at_risk", recipient_id=case.owner_id
        ).count()
        == 2
    )


def test_a_tier_may_have_a_rule_of_its_own(silent):
    desk, case, other = silent
    body = from_yaml(default_text("policies"))[2]
    policy = next(item for item in body["policies"] if item["code"] == "at_risk")
    policy["tiers"] = {"ENT": "days_since_inbound_contact >= 30"}
    save_draft(kind="policies", code="standard", body=body, by=SYSTEM, at=desk.at)
    publish(kind="policies", code="standard", by=SYSTEM, at=desk.at)
    run(desk)
    assert desk.fresh(case).status == "active"
    run(desk.later(days=14))
    assert desk.fresh(other).status == "at_risk"


def test_a_parked_case_and_one_at_its_intake_are_left_alone(desk):
    waiting = desk.open(phase="intake")
    stalled = desk.open("ACC-002", "K-002")
    desk.do("mark_stalled", stalled, desk.manager)
    run(desk.later(days=60))
    assert desk.fresh(waiting).status == "active" and desk.fresh(stalled).status == "stalled"
    assert not CaseStatus.objects.filter(status="at_risk").exists()


def test_the_board_can_be_narrowed_to_what_needs_attention(silent):
    desk, case, _other = silent
    run(desk)
    shown = board(desk.manager, as_of=desk.at, filters=Filters(risk=True))
    assert [card.case_id for column in shown.phases for card in column.cards] == [case.pk]
    assert shown.at_risk == 1


def test_looking_for_risk_takes_as_many_queries_for_many_as_for_few(
    desk, django_assert_max_num_queries
):
    for number in (1, 2, 3):
        desk.open(f"ACC-00{number}", f"K-00{number}")
    quiet = desk.later(days=1)
    run(quiet)
    with django_assert_max_num_queries(14):
        run(quiet)


def test_a_customer_who_answers_is_taken_off_the_list_without_waiting_for_the_next_look(silent):
    desk, case, _other = silent
    run(desk)
    touch_fact = Fact.objects.filter(verb="customers.touch.logged").order_by("-seq").first
    before = touch_fact()
    take_back_the_risk(fact=before, at=desk.at)
    assert desk.fresh(case).status == "at_risk"
    soon = desk.later(hours=1)
    touched(soon, case)
    take_back_the_risk(fact=touch_fact(), at=soon.at)
    assert desk.fresh(case).status == "active"
