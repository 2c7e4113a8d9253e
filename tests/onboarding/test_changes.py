"""IN-04: what changed on the board between a past day and today."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.names import Moment
from senro.onboarding.queries.board import Filters, board
from senro.onboarding.queries.changes import changes_since
from senro.onboarding.queries.nights import board_of_night
from senro.onboarding.rules.changes import Stand, change_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, ("active", 0, 1), "opened"),
        (None, ("closed_void", 0, 1), "closed"),
        (("active", 1, 1), ("active", 1, 1), ""),
        (("active", 1, 1), ("at_risk", 1, 1), ""),
        (("active", -1, 1), ("active", 0, 1), "forward"),
        (("active", 3, 1), ("active", 2, 1), "back"),
        (("active", 3, 1), ("stalled", 3, 1), "parked"),
        (("stalled", 3, 1), ("returned_to_sales", 3, 1), ""),
        (("stalled", 3, 1), ("active", 3, 1), "back_on_line"),
        (("active", 3, 1), ("active", 0, 2), "back_on_line"),
        (("at_risk", 5, 1), ("completed", 5, 1), "completed"),
        (("completed", 5, 1), ("handed_over", 5, 1), ""),
        (("stalled", 2, 1), ("closed_churned", 2, 1), "closed"),
    ],
)
def test_a_case_is_told_by_one_kind(before, after, kind):
    assert change_of(before and Stand(*before), Stand(*after)) == kind


def on(desk, month, day):
    at = datetime(2026, month, day, 3, tzinfo=UTC)
    return desk.later(seconds=int((at - desk.at).total_seconds()))


def since(desk, day, **filters):
    at = datetime(2026, 10, day, 14, 59, 59, tzinfo=UTC)
    found = changes_since(
        desk.manager, moment=Moment(at, date(2026, 10, day), "Asia/Tokyo"), filters=Filters(**filters)
    )  # fmt: skip
    return {kind: [line.key for line in lines] for kind, lines in found.kinds.items() if lines}


def test_IN_04_the_board_of_a_day_tells_what_changed_since(desk):
    first = on(desk, 10, 1).open(started=date(2026, 10, 1))
    second = on(desk, 10, 1).open("ACC-002", "K-002", started=date(2026, 10, 1))
    on(desk, 10, 10).through(first, "P1")
    on(desk, 10, 20).do("mark_stalled", second, desk.manager)
    third = on(desk, 10, 25).open("ACC-003", "K-003", started=date(2026, 10, 25))
    assert since(desk, 5) == {
        "forward": ["ACC-001"], "parked": ["ACC-002"], "opened": ["ACC-003"],
    }  # fmt: skip
    assert since(desk, 15) == {"parked": ["ACC-002"], "opened": ["ACC-003"]}
    assert since(desk, 26) == {}
    desk.do("close_void", third, desk.manager, reason="a duplicate")
    assert since(desk, 26) == {"closed": ["ACC-003"]}
    assert since(desk, 5, tier="ENT").keys() <= {"forward", "parked", "opened", "closed"}


def test_the_changes_ask_as_often_for_many_cases_as_for_one(desk):
    def asked():
        since(desk, 5)
        with CaptureQueriesContext(connection) as queries:
            since(desk, 5)
        return len(queries)

    on(desk, 10, 1).open(started=date(2026, 10, 1))
    few = asked()
    for number in (2, 3):
        on(desk, 10, 8).open(f"ACC-00{number}", f"K-00{number}", started=date(2026, 10, 8))
    assert asked() == few <= 12


def test_IN_04_what_is_told_is_the_difference_of_two_boards(desk):
    """The cases of both nights, subtracted: nobody is missing, nobody is told without reason."""
    first = on(desk, 10, 1).open(started=date(2026, 10, 1))
    on(desk, 10, 2).open("ACC-002", "K-002", started=date(2026, 10, 2))
    on(desk, 10, 12).through(first, "P1", "P2")
    _counts, then = board_of_night(date(2026, 10, 5), zone_of=desk.at)
    assert len(then) == 2 and board(desk.manager, as_of=desk.at).column("P3").count == 1
    moved = {key for lines in since(desk, 5).values() for key in lines}
    assert moved == {"ACC-001"}


def test_IN_04_the_board_of_a_day_by_its_lead_of_then_and_what_changed_by_either_lead(desk):
    """A case that was handed over since stands on the old lead's board, and changed for both."""
    mine, others = desk.world.actor("csm_ent").person_id, desk.world.actor("csm_mm").person_id
    case = on(desk, 10, 1).open(started=date(2026, 10, 1))
    moved = on(desk, 10, 20)
    moved.do("assign_owner", case, desk.manager, owner=desk.world.people["csm_mm"])
    moved.through(case, "P1")
    at = datetime(2026, 10, 5, 14, 59, 59, tzinfo=UTC)

    def on_board(owner):
        found = board(desk.manager, as_of=at, live=False, filters=Filters(owner=owner))
        return [card.owner_id for column in found.columns for card in column.cards]

    assert on_board(mine) == [mine] and on_board(others) == []
    assert since(desk, 5, owner=mine) == since(desk, 5, owner=others) == {"forward": ["ACC-001"]}
    assert since(desk, 25, owner=mine) == {}
