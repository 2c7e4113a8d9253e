"""IN-04: registration, first logins and counts of criteria as of the days that have passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from senro.customers.actions import put_end_user
from senro.customers.models import EndUser
from senro.kernel.access import SYSTEM
from senro.kernel.actions import decide_approval, undo_fact
from senro.kernel.models import Approval, DatedValue, Fact
from senro.kernel.names import Moment, names_of
from senro.onboarding.actions import add_custom, meet_criterion, unmeet_criterion, waive_criterion
from senro.onboarding.models import Case, CaseCriterion, Task
from senro.onboarding.queries.criteria import criterion_dicts_at
from senro.onboarding.queries.past import attempt_then, criteria_then, meetings_then, tasks_then

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ASKED = (
    "criteria_total",
    "criteria_met",
    "mandatory_open",
    "registration_coverage",
    "first_login_rate",
)


def told(case, moment):
    known = names_of("case")
    rows = Case.objects.filter(pk=case.pk)
    return rows.annotate(**{f"v_{code}": known[code].expression(moment) for code in ASKED}).values(
        *(f"v_{code}" for code in ASKED)
    )[0]


def test_IN_04_counts_of_criteria_and_registration_of_a_day_are_what_was_told_on_it(desk):
    case = desk.open()
    users = list(EndUser.objects.living().filter(account__key="ACC-001").order_by("key"))
    mandatory = CaseCriterion.objects.filter(attempt__case=case, mandatory=True).order_by("code")
    first, second = mandatory[0], mandatory[1]

    def criterion(verb, row, by=desk.by, **more):
        return lambda at: verb(case=case, code=row.code, by=by, at=at, **more)

    def user(row, **fields):
        return lambda at: put_end_user(
            key=row.key, fields={"account": "ACC-001", **fields}, by=SYSTEM, at=at
        )

    steps = [
        criterion(meet_criterion, first, evidence="日報"),
        lambda at: [user(one, email="", registration_method="")(at) for one in users],
        criterion(unmeet_criterion, first, reason="まだ"),
        user(users[0], first_login_at=None),
        lambda at: undo_fact(
            fact=Fact.objects.filter(verb="onboarding.criterion.unmet").latest("seq"),
            by=SYSTEM, at=at,
        ),
        user(users[0], email="new@example.jp", registration_method="sms"),
        lambda at: add_custom(
            case=case, fields={"title": "全工場", "element": "goal", "reason": "希望"},
            by=desk.by, at=at,
        ),
        criterion(waive_criterion, second, by=desk.manager, reason="不要"),
        lambda at: decide_approval(
            approval=Approval.objects.get(), decision="approve", by=desk.manager, at=at
        ),
        user(users[0], first_login_at=desk.at + timedelta(days=9, hours=1)),
    ]  # fmt: skip
    nights = []
    for number, step in enumerate(steps):
        at = desk.at + timedelta(days=number)
        nights.append((at, told(case, Moment(at, at.date()))))
        step(at + timedelta(hours=2))
    # The first login of the fourth step was corrected away: a day is told as it is known now.
    for at, night in nights:
        then = told(case, Moment(at, at.date(), asked="instant"))
        night.pop("v_first_login_rate")
        then.pop("v_first_login_rate")
        assert then == night, at
    assert len({tuple(night.values()) for _at, night in nights}) >= 6
    for day, state in ((7, "open"), (8, "waived")):
        then = desk.at + timedelta(days=day, hours=1)
        (row,) = criterion_dicts_at(
            criteria_then(second.attempt, then).filter(pk=second.pk), then, locale="ja"
        )
        assert row["state"] == state
    assert not DatedValue.objects.filter(value__icontains="example.jp").exists()


def test_IN_04_a_case_that_is_filled_in_later_was_there_with_all_it_was_given(desk):
    case = desk.open(started=desk.at.date() - timedelta(days=50))
    attempt = attempt_then(case, desk.at - timedelta(days=40))
    assert attempt is not None and attempt_then(case, desk.at - timedelta(days=60)) is None
    for rows, then in ((Task, tasks_then), (CaseCriterion, criteria_then)):
        given = rows.objects.living().filter(attempt=attempt).count()
        assert then(attempt, desk.at - timedelta(days=40)).count() == given > 0
    # So was a meeting that nobody wrote down until today.
    held = {"kind": "regular", "held_at": desk.at - timedelta(days=45)}
    desk.do("record_meeting", case, fields=held)
    assert [meetings_then(case, desk.at - timedelta(days=d)).count() for d in (46, 44)] == [0, 1]


def test_IN_04_first_logins_are_counted_by_their_day_even_where_the_roster_came_later(desk):
    case = desk.open()
    users = EndUser.objects.living().filter(account__key="ACC-001").order_by("key")
    users.update(first_login_at=None, created_at=desk.at)
    EndUser.objects.filter(pk=users[0].pk).update(first_login_at=desk.at - timedelta(days=10))

    def rate(days):
        at = desk.at + timedelta(days=days)
        return told(case, Moment(at, at.date(), asked="instant"))["v_first_login_rate"]

    assert rate(0) == rate(-5) == pytest.approx(1 / users.count())
    # Before anybody had logged in, nobody was known.
    assert rate(-20) is None
