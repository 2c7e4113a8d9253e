"""The board of each night is kept, and is what the board says as of that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from senro.kernel.actions import undo_fact
from senro.kernel.doctor import CHECKS
from senro.kernel.models import Fact
from senro.onboarding.models import BoardNight
from senro.onboarding.queries.board import board
from senro.onboarding.queries.nights import counts_of, night_differences
from senro.onboarding.registry.schedules import board_of_the_night

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
# 30 September 2026 ends in Tokyo at 15:00 UTC.
END = datetime(2026, 9, 30, 14, 59, 59, 999999, tzinfo=UTC)


def on(desk, at):
    return desk.later(seconds=int((at - desk.at).total_seconds()))


def undo(desk, **more):
    fact = Fact.objects.filter(verb="onboarding.case.stalled", **more).latest("seq")
    undo_fact(fact=fact, by=desk.manager, at=desk.at)


def test_IN_04_the_board_as_of_a_day_equals_the_snapshot_stored_that_night(desk):
    early = on(desk, datetime(2026, 9, 10, 3, tzinfo=UTC))
    first = early.open(started=date(2026, 9, 10))
    second = early.open("ACC-002", "K-002", started=date(2026, 9, 10))
    third = early.open("ACC-003", "K-003", phase="intake", started=date(2026, 9, 10))
    on(desk, datetime(2026, 9, 20, 3, tzinfo=UTC)).through(first, "P1", "P2")
    on(desk, datetime(2026, 9, 25, 3, tzinfo=UTC)).do("mark_stalled", second, desk.manager)
    over = early.open("ACC-004", None, started=date(2026, 9, 10))
    on(desk, datetime(2026, 9, 24, 3, tzinfo=UTC)).do("close_void", over, desk.manager, reason="x")
    # Taken back before the night is over: nothing of it; taken back later, it stood that night.
    mistaken = on(desk, datetime(2026, 9, 26, 3, tzinfo=UTC))
    mistaken.do("mark_stalled", first, desk.manager)
    undo(mistaken)
    that_night = counts_of(board(desk.manager, as_of=END))
    night = datetime(2026, 9, 30, 15, 5, tzinfo=UTC)
    board_of_the_night(at=night)
    board_of_the_night(at=night)
    stored = BoardNight.objects.get()
    assert stored.day == date(2026, 9, 30) and stored.counts == that_night
    assert stored.counts["column:P3"] == 1 and stored.counts["column:stalled"] == 1
    assert (stored.counts["active"], set(stored.cases)) == (
        2, {str(one.pk) for one in (first, second, third)},
    )  # fmt: skip
    # October goes on, and takes nothing from September.
    october = on(desk, datetime(2026, 10, 5, 3, tzinfo=UTC))
    october.through(first, "P3")
    undo(october, subject_id=second.pk)
    assert desk.fresh(second).status == "active"
    october.do("begin", third, desk.manager)
    assert counts_of(board(desk.manager, as_of=END, live=False)) == stored.counts
    assert counts_of(board(desk.manager, as_of=desk.at)) != stored.counts
    assert night_differences([stored]) == []


def test_history_that_is_filled_in_later_is_named_by_the_doctor(desk):
    board_of_the_night(at=END + timedelta(minutes=6))
    look = CHECKS["nights"].look
    assert not list(look(desk.at, desk.at))
    case = desk.open(started=date(2026, 9, 1))
    (found,) = night_differences(BoardNight.objects.all())
    assert found.cases == (str(case.pk),) and "column:P1" in found.columns
    (finding,) = look(desk.at, desk.at)
    assert finding.level == "warning" and "2026-09-30" in str(finding.message)
