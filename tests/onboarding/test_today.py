"""Today: ranked with its reasons, and rows that somebody has done or put off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from senro.kernel.models import Fact
from senro.onboarding.actions import mark_today, restore_today
from senro.onboarding.queries.reasons import RANKING
from senro.onboarding.queries.today import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(desk):
    """Twenty days on: one case is past the plan of its phase with its gate shut, one waits."""
    desk.open()
    desk.open("ACC-002", "K-002", phase="intake")
    return desk.later(days=20)


def rows_of(desk):
    return today(desk.manager, at=desk.at, scope="all").rows


def test_the_list_is_in_the_order_that_it_explains(late):
    rows = rows_of(late)
    assert [row.kind for row in rows] == ["gate_overdue", "intake"]
    assert [RANKING.index(row.kind) for row in rows] == sorted(RANKING.index(r.kind) for r in rows)
    assert rows[0].gate.reasons and rows[0].signal == "stop"


def test_a_row_that_was_done_or_put_off_is_gone_for_that_person_until_its_time(late):
    first, second = rows_of(late)
    mark_today(item=first.item, state="done", by=late.manager, at=late.at)
    until = late.at + timedelta(days=1)
    mark_today(item=second.item, state="snoozed", until=until, by=late.manager, at=late.at)
    page = today(late.manager, at=late.at, scope="all")
    assert page.rows == () and [row.item for row in page.snoozed] == [second.item]
    other = today(late.world.actor("admin"), at=late.at, scope="all")
    assert len(other.rows) == 2
    tomorrow = today(late.manager, at=until + timedelta(minutes=1), scope="all")
    assert [row.case_id for row in tomorrow.rows] == [second.case_id]


def test_marking_twice_is_marking_once_and_restoring_brings_the_row_back(late):
    first = rows_of(late)[0]
    mark_today(item=first.item, state="done", by=late.manager, at=late.at)
    count = Fact.objects.count()
    mark_today(item=first.item, state="done", by=late.manager, at=late.at)
    assert Fact.objects.count() == count
    restore_today(item=first.item, by=late.manager, at=late.at)
    assert rows_of(late)[0].item == first.item
