"""Stalled cases: found by the policy's rule to the day, explained, told once, undone, cleared."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from senro.customers.actions import log_touch
from senro.kernel.actions import undo_fact
from senro.kernel.models import Fact, Notification
from senro.onboarding.models import CaseStatus
from senro.onboarding.queries import case_dict
from senro.onboarding.registry.schedules import cases_at_risk

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def on(desk, day):
    """The desk at nine (Tokyo) on another day."""
    return desk.later(seconds=int((datetime(2026, *day, 0, tzinfo=UTC) - desk.at).total_seconds()))


def contact(desk, case, direction, channel):
    return log_touch(
        account=case.account, contact=None, direction=direction, channel=channel,
        touched_at=desk.at, note="", by=desk.manager, at=desk.at,
    )  # fmt: skip


@pytest.fixture
def silent(desk):
    """Last heard of on 15 September; tried three times over two channels since."""
    case = on(desk, (9, 1)).open("ACC-002", "K-002", started=date(2026, 9, 1))
    contact(on(desk, (9, 15)), case, "inbound", "call")
    for day, channel in (((9, 30), "mail"), ((10, 14), "call"), ((10, 28), "mail")):
        contact(on(desk, day), case, "outbound", channel)
    return case


def run(desk, day):
    there = on(desk, day)
    cases_at_risk(at=there.at)
    return there


def found():
    return Fact.objects.filter(verb="onboarding.case.found_stalled").order_by("-seq").first()


def test_ST_01_stalled_after_two_months_of_silence_and_at_risk_the_day_before(desk, silent):
    run(desk, (11, 14))
    assert desk.fresh(silent).status == "at_risk"
    there = run(desk, (11, 15))
    case = desk.fresh(silent)
    assert case.status == "stalled"
    fact = found()
    assert fact.by_id is None and fact.version == "policies/standard@1"
    inputs = fact.evidence["inputs"]
    assert inputs["contact_attempts_since_inbound"] == 3
    assert inputs["channels_tried_since_inbound"] == 2
    assert inputs["last_inbound_at"].startswith("2026-09-15")
    shown = case_dict(case, at=there.at, locale="en")
    assert shown["stalled"]["since"] == there.at.isoformat() and shown["at_risk"] is None
    assert len(shown["stalled"]["reasons"]) == 3


def test_two_attempts_or_one_channel_are_not_enough(desk):
    few = on(desk, (9, 1)).open("ACC-002", "K-002", started=date(2026, 9, 1))
    same = on(desk, (9, 1)).open("ACC-003", "K-003", started=date(2026, 9, 1))
    contact(on(desk, (9, 10)), few, "outbound", "mail")
    contact(on(desk, (9, 11)), few, "outbound", "call")
    for day in (10, 11, 12):
        contact(on(desk, (9, day)), same, "outbound", "mail")
    run(desk, (11, 20))
    assert {desk.fresh(one).status for one in (few, same)} == {"at_risk"}
    # Never heard of at all: the silence counts from the start of the attempt.
    contact(on(desk, (9, 12)), few, "outbound", "mail")
    run(desk, (11, 21))
    assert desk.fresh(few).status == "stalled"


def test_run_again_it_changes_nothing_and_tells_the_owner_once(desk, silent):
    run(desk, (11, 15))
    facts = Fact.objects.count()
    run(desk, (11, 15))
    run(desk, (11, 17))
    assert Fact.objects.count() == facts
    assert Notification.objects.filter(kind="onboarding.case.stalled").count() == 1


def test_what_was_undone_or_taken_back_is_not_found_again_on_the_same_evidence(desk, silent):
    run(desk, (11, 14))
    there = run(desk, (11, 15))
    undo_fact(fact=found(), by=desk.manager, at=there.at)
    assert desk.fresh(silent).status == "at_risk"
    run(desk, (11, 16))
    # Trying once more does not make the customer more silent.
    contact(on(desk, (11, 17)), silent, "outbound", "call")
    run(desk, (11, 18))
    assert desk.fresh(silent).status == "at_risk"


def test_a_case_that_a_person_brought_back_stays_on_the_line_until_there_is_something_new(
    desk, silent
):
    there = run(desk, (11, 15))
    there.do("recover", silent, desk.manager, reason="they called my mobile")
    run(desk, (11, 16))
    assert desk.fresh(silent).status != "stalled"
    contact(on(desk, (11, 17)), silent, "inbound", "call")
    for day in (18, 19, 20):
        contact(on(desk, (11, day)), silent, "outbound", "mail" if day > 18 else "call")
    later = desk.later(days=63)
    cases_at_risk(at=later.at)
    assert desk.fresh(silent).status == "stalled"


def test_a_found_stall_ends_when_the_customer_answers_and_one_set_by_hand_does_not(desk, silent):
    other = on(desk, (10, 1)).open("ACC-003", "K-003", started=date(2026, 10, 1))
    there = run(desk, (11, 15))
    there.do("mark_stalled", other, desk.manager, cause="key_person_left")
    for case in (silent, other):
        contact(on(desk, (11, 16)), case, "inbound", "mail")
    run(desk, (11, 17))
    assert desk.fresh(silent).status in ("active", "at_risk")
    assert desk.fresh(other).status == "stalled"
    assert not CaseStatus.objects.filter(case=other, status="stalled").exclude(until=None).exists()


def test_a_relaunched_case_is_not_stalled_again_by_the_silence_it_was_relaunched_after(
    desk, silent
):
    there = run(desk, (11, 15))
    there.do("return_to_sales", silent, desk.manager)
    there.do("relaunch", silent, desk.manager)
    cases_at_risk(at=there.at + timedelta(days=1))
    assert desk.fresh(silent).status == "relaunching"
