"""Today: ranked with its reasons, and rows that somebody has done or put off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from senro.kernel.models import Fact
from senro.onboarding.actions import mark_today, restore_today
from senro.onboarding.models import Case
from senro.onboarding.queries import gates_of
from senro.onboarding.queries.looking import Looked
from senro.onboarding.queries.moments import moment_of
from senro.onboarding.queries.ranking import Ranking, open_cases
from senro.onboarding.queries.reasons import RANK, RANKING
from senro.onboarding.queries.today import today
from senro.onboarding.queries.visible import visible_cases

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


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


def test_each_case_stands_where_its_row_says_though_most_gates_are_asked_without_words(late):
    """Thousands are ranked; a gate is measured for few, and put into words for those shown."""
    ready = late.open(contract=None, started=late.at.date())
    late.structure(ready)
    late.kickoff(ready, "wish", "criteria", "schedule")
    shut = late.open("ACC-003", None, started=late.at.date())
    moment = moment_of(late.at)
    cases = list(Case.objects.living().exclude(phase="intake"))
    gates = gates_of(cases, at=late.at, here=True)
    ranking = Ranking.of(open_cases(visible_cases(late.manager)), moment)
    looked = Looked(moment, ranking.candidates(100))
    assert looked.opened == [ready.pk] == [c.pk for c in cases if gates[c.pk][c.phase].open]
    placed = ranking.placed(looked.opened, ())
    rows = looked.listed([UUID(key) for key, _rank, _told in placed])
    assert [(RANK[row.kind], row.signal) for row in rows] == [(r, told) for _key, r, told in placed]
    assert [row.kind for row in rows] == ["gate_overdue", "intake", "gate_open", "task_due"]
    assert [row.case_id for row in rows[2:]] == [ready.pk, shut.pk]
