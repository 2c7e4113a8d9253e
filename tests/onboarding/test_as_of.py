"""The board as it stood: dated rows tell of any day what the columns said on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.actions import undo_fact
from senro.kernel.models import Fact
from senro.kernel.names import Moment, annotated, parse, values_of, where
from senro.onboarding.models import Case
from senro.onboarding.queries import visible_cases
from senro.onboarding.queries.board import board
from senro.onboarding.queries.states import states_at
from senro.onboarding.queries.today import today

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def seen(desk, live, at=None):
    """(status, phase, since, plan, attempt, owner) of every case."""
    rows = states_at(visible_cases(desk.manager), at=at or desk.at, live=live)
    return {
        row.case_id: (
            row.status, row.phase, row.phase_since, row.phase_days, row.attempt_no, row.owner_id,
        )
        for row in rows
    }  # fmt: skip


def test_dated_rows_say_of_every_day_what_todays_columns_said_on_it(desk):
    first = desk.open()
    second = desk.open("ACC-002", "K-002", phase="intake")
    third = desk.open("ACC-003", "K-003")
    steps = [
        lambda d: d.through(first, "P1", "P2"),
        lambda d: d.do("begin", second, d.manager),
        lambda d: d.do("mark_stalled", third, d.manager),
        lambda d: d.do("reopen_phase", first, phase="P2", reason="rework"),
        lambda d: d.do("return_to_sales", third, d.manager, reason="silent"),
        lambda d: d.through(second, "P1", "P2", "P3", "P4", "P5"),
        lambda d: d.do("relaunch", third, d.manager, reason="they answered"),
        lambda d: d.do("assign_owner", second, d.manager, owner=d.world.people["csm_mm"]),
        lambda d: d.do("reopen_phase", second, d.manager, phase="P5", reason="not yet"),
        lambda d: d.through(third, "P1"),
        lambda d: d.do("close_void", first, d.manager, reason="a duplicate"),
    ]
    snapshots = {}
    for day, step in enumerate(steps, start=1):
        later = desk.later(days=day)
        step(later)
        snapshots[later.at] = seen(later, live=True)
        assert seen(later, live=False) == snapshots[later.at]
    for at, stood in snapshots.items():
        assert seen(desk, live=False, at=at) == stood


def test_an_undo_puts_the_columns_back_and_leaves_the_day_before_as_it_was(desk):
    case = desk.open()
    one, two, three = (desk.later(days=n) for n in (1, 2, 3))
    one.through(case, "P1")
    on_the_second = seen(two, live=True)
    fact = Fact.objects.filter(verb="onboarding.phase.completed").get()
    undo_fact(fact=fact, by=desk.manager, at=three.at)
    assert seen(three, live=True) == seen(three, live=False)
    assert desk.fresh(case).phase == "P1"
    assert seen(three, live=False, at=two.at) == on_the_second


def test_a_case_that_is_entered_later_stands_on_the_board_of_the_days_it_ran(desk):
    case = desk.open(started=date(2026, 10, 1))
    stood = board(desk.manager, as_of=datetime(2026, 10, 15, 15, tzinfo=UTC), live=False)
    assert [card.case_id for card in stood.column("P1").cards] == [case.pk]
    before = board(desk.manager, as_of=datetime(2026, 9, 15, tzinfo=UTC), live=False)
    assert sum(column.count for column in before.columns) == 0


def test_the_board_asks_as_often_for_many_cases_as_for_one(desk):
    desk.open()
    pages = {
        "now": lambda: board(desk.manager, as_of=desk.at),
        "then": lambda: board(desk.manager, as_of=desk.at, live=False),
        "today": lambda: today(desk.manager, at=desk.at, scope="all"),
    }
    few = {name: _queries(read) for name, read in pages.items()}
    for number in (2, 3):
        desk.open(f"ACC-00{number}", f"K-00{number}")
    many = {name: _queries(read) for name, read in pages.items()}
    assert many == few
    assert few["now"] <= 12 and few["then"] <= 19 and few["today"] <= 29


def _queries(read):
    read()
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def test_every_name_about_a_case_can_be_asked_in_sql_and_about_accounts_the_worst_counts(desk):
    desk.open()
    moment = Moment(desk.at, desk.world.today)
    from senro.kernel.names import names_of

    codes = list(names_of("case"))
    rows = Case.objects.all()
    values = values_of(rows, "case", codes, moment)
    given = next(iter(values.values()))
    assert given["phase"] == "P1" and given["purposes"] == ["A", "C"]
    assert given["registration_coverage"] == 0.75 and given["seats"] == 500
    assert given["data_arriving"] is None and given["kickoff_held"] is False
    assert len(list(annotated(rows, "case", codes, moment))) == 1
    later = Moment(desk.at + timedelta(days=9), desk.world.today + timedelta(days=9))
    rule = parse("case", "phase_age_days >= 9 AND days_since_inbound_contact = 9 AND tier = 'ENT'")
    assert where(rows, "case", rule, later).count() == 1
    from senro.customers.models import Account

    worst = parse("account", "phase_age_days = 9 AND criteria_met = 0 AND criteria_total = 3")
    assert [a.key for a in where(Account.objects.all(), "account", worst, later)] == ["ACC-001"]
