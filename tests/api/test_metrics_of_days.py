"""Metrics of records as of days of the past: each read plainly from rows that carry their days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from senro.customers.actions import log_touch, put_contract, put_rows
from senro.kernel.access import SYSTEM
from senro.kernel.actions import undo_fact
from senro.kernel.models import DatedValue, Fact
from senro.kernel.names import Moment
from senro.onboarding.actions import (
    complete_phase,
    finish_task,
    meet_criterion,
    move_task,
    open_case,
    record_meeting,
    reopen_task,
    unmeet_criterion,
)
from senro.onboarding.models import Case, CaseCriterion, Task
from senro.onboarding.queries.cards import cards_of
from senro.onboarding.queries.case_page import case_page
from senro.onboarding.queries.past_list import list_cases_then
from senro.onboarding.queries.states import stood_at

from .test_metrics import values

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
OPENED = datetime(2026, 10, 5, 3, tzinfo=UTC)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=UTC)


@pytest.fixture
def told(world, method):
    """ACC-002's case of October: a phase passed, ToDos, a meeting, contacts; K-003's quota used up."""
    account, contract = world.account("ACC-002"), world.contract("K-002")
    opened = {"started": OPENED.date(), "by": SYSTEM, "at": OPENED}
    case = open_case(account=account, contract=contract, **opened)
    complete_phase(case=case, phase="P1", override="x", by=SYSTEM, at=on(10, 20))
    case = Case.objects.get(pk=case.pk)
    rows = list(Task.objects.living().filter(attempt__case=case).order_by("pk"))
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=None, done_at=None)
    Task.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(due_on=date(2026, 10, 22))
    finish_task(task=Task.objects.get(pk=rows[0].pk), by=SYSTEM, at=on(11, 2))
    meeting = {"kind": "kickoff", "held_at": on(11, 5), "direction": "inbound"}
    record_meeting(case=case, fields=meeting, by=SYSTEM, at=on(11, 5))
    for day, direction in ((1, "outbound"), (3, "inbound"), (12, "outbound")):
        log_touch(account=account, direction=direction, channel="phone", touched_at=on(11, day),
                  by=SYSTEM, at=on(11, day))  # fmt: skip
    for day, used in ((25, 600), (1, 900)):
        month = 10 if day == 25 else 11
        put_contract(key="K-003", fields={"quota_used": used}, by=SYSTEM, at=on(month, day))
    return len(rows)


def test_metrics_of_records_are_known_for_days_of_the_past(told, admin):
    of_days = {
        # name: (account, {day, or none for now: value})
        "quota_consumption": ("ACC-003", {"2026-10-24": 0.5, "2026-10-26": 0.2, "": 0.3}),
        "quota_pace": (
            "ACC-003",
            {"2026-10-01": None, "2026-10-26": 0.2 * 1461 / (4 * 72), "": 0.3 * 1461 / (4 * 97)},
        ),
        "contracts": ("ACC-002", {"2026-08-31": 0, "": 1}),
        "open_cases": ("ACC-002", {"2026-10-04": 0, "2026-10-05": 1, "": 1}),
        "phase_age_days": (
            "ACC-002",
            {"2026-10-04": None, "2026-10-19": 14, "2026-10-25": 5, "": 31},
        ),
        "open_todos": ("ACC-002", {"2026-10-25": told, "2026-11-03": told - 1, "": told - 1}),
        "overdue_todos": ("ACC-002", {"2026-10-22": 0, "2026-10-25": 2, "2026-11-03": 1, "": 1}),
        "todo_lateness_days": ("ACC-002", {"2026-10-22": 0, "2026-10-25": 3, "": 29}),
        "todos_done_28d": ("ACC-002", {"2026-10-25": 0, "2026-11-03": 1, "": 1}),
        "meetings_held_90d": ("ACC-002", {"2026-11-04": 0, "2026-11-05": 1, "": 1}),
        "days_since_meeting": ("ACC-002", {"2026-11-04": None, "2026-11-08": 3, "": 15}),
        "vendor_contacts_30d": ("ACC-002", {"2026-10-31": 0, "2026-11-03": 1, "": 2}),
        # The meeting counts as a contact of theirs.
        "inbound_contacts_30d": ("ACC-002", {"2026-11-02": 0, "2026-11-03": 1, "": 2}),
    }
    for name, (account, days) in of_days.items():
        for day, value in {**days, "2026-11-20": days[""]}.items():
            found = values(admin, name, f"as_of={day}" if day else "")[account]
            assert found == pytest.approx(value), (name, day)


def test_a_case_s_metrics_of_a_day_stand_in_rules_that_look_back(told, admin):
    def cases(rule):
        answer = admin.get(f"/cases?where={rule}")
        assert answer.status_code == 200, answer.content
        return len(answer.json()["items"])

    assert cases("ago(overdue_todos, 26) = 2 AND overdue_todos = 1") == 1
    assert cases("ago(phase_age_days, 26) = 5 AND change(open_todos, 26) = -1") == 1
    assert cases("ago(quota_consumption, 26) = 0.2") == 0


def test_IN_04_a_todo_s_due_day_is_that_of_the_day_asked_for(told, admin):
    case = Case.objects.get(account__key="ACC-002")
    task = Task.objects.get(attempt__case=case, due_on=date(2026, 10, 22), done_at=None)
    for day, due in ((10, date(2026, 12, 1)), (12, None)):
        move_task(task=task, due_on=due, by=SYSTEM, at=on(11, day))
        task.refresh_from_db()
    of_days = {"2026-11-09": 1, "2026-11-10": 0, "2026-11-20": 0}

    def seen(day):
        late = values(admin, "overdue_todos", f"as_of={day}")["ACC-002"]
        assert (values(admin, "todo_lateness_days", f"as_of={day}")["ACC-002"] > 0) == bool(late)
        listed = admin.get(f"/cases/{case.pk}/tasks?as_of={day}&limit=100").json()["items"]
        return late, next(one["due"] for one in listed if one["id"] == str(task.pk))

    dues = ("2026-10-22", "2026-12-01", None)
    for (day, late), due in zip(of_days.items(), dues, strict=True):
        assert seen(day) == (late, due)
    undo_fact(fact=Fact.objects.latest("seq"), by=SYSTEM, at=on(11, 13))
    assert seen("2026-11-20") == (0, "2026-12-01") and seen("2026-11-12") == (0, None)
    DatedValue.objects.filter(kind="task").delete()
    import_module("senro.onboarding.migrations.0013_past_due_days").fill(apps, None)
    assert seen("2026-11-20") == (0, "2026-12-01") and seen("2026-11-12") == (0, None)


def test_IN_04_a_todo_that_was_opened_again_was_done_in_between(told, admin):
    case = Case.objects.get(account__key="ACC-002")
    done = Task.objects.get(attempt__case=case, done_at__isnull=False)
    reopen_task(task=done, by=SYSTEM, at=on(11, 6))
    code = CaseCriterion.objects.filter(attempt__case=case, mandatory=True)[0].code
    meet_criterion(case=case, code=code, evidence="x", by=SYSTEM, at=on(11, 2))
    unmeet_criterion(case=case, code=code, reason="x", by=SYSTEM, at=on(11, 6))

    def seen(day):
        found = [
            values(admin, name, f"as_of={day}")["ACC-002"]
            for name in ("open_todos", "overdue_todos", "todos_done_28d")
        ]
        listed = admin.get(f"/cases/{case.pk}/tasks?as_of={day}&limit=100").json()["items"]
        (listed,) = (one for one in listed if one["id"] == str(done.pk))
        at = on(11, int(day[-2:])) + timedelta(hours=11)
        page = case_page(SYSTEM, Case.objects.get(pk=case.pk), at=on(11, 20), as_of=at)
        met = [line.state for line in page.criteria if line.row.code == code]
        criteria = admin.get(f"/cases/{case.pk}/criteria?as_of={day}&limit=100").json()["items"]
        assert [one["state"] for one in criteria if one["code"] == code] == met
        of_page = next(task.done_at for task in page.tasks if task.pk == done.pk)
        assert (of_page is not None) == listed["done"] == (listed["done_at"] is not None)
        (line,) = list_cases_then(SYSTEM, moment=Moment(at, at.date())).items
        (card,) = cards_of([state_then(at)], Moment(at, at.date())).values()
        assert card.met == line.met
        return [*found, listed["done"], met, card.met]

    def state_then(at):
        return stood_at(Case.objects.filter(pk=case.pk), at)[0][0]

    open_, done_ = [told, 2, 0, False, ["open"], 0], [told - 1, 1, 1, True, ["met"], 1]
    assert seen("2026-11-01") == open_ == seen("2026-11-06")
    assert seen("2026-11-02") == done_ == seen("2026-11-05")
    finish_task(task=Task.objects.get(pk=done.pk), by=SYSTEM, at=on(11, 9))
    assert seen("2026-11-05") == done_ and seen("2026-11-08") == open_
    undo_fact(fact=Fact.objects.get(verb="onboarding.criterion.unmet"), by=SYSTEM, at=on(11, 9))
    assert seen("2026-11-05") == done_ == seen("2026-11-10") and seen("2026-11-08") == open_
    kept = DatedValue.objects.filter(kind="task", field="done_at", undone_at=None)
    made = [*kept.order_by("since").values_list("before", "value", "since")]
    kept.delete()
    import_module("senro.onboarding.migrations.0015_past_done_tasks").fill(apps, None)
    assert [*kept.order_by("since").values_list("before", "value", "since")] == made != []


def test_quota_used_of_many_contracts_and_its_undo_leave_the_past_as_it_was_known(told, admin):
    put_rows(
        kind="contracts", rows=[{"key": "K-003", "quota_used": 1200}], by=SYSTEM, at=on(11, 18)
    )
    assert values(admin, "quota_consumption")["ACC-003"] == 0.4
    assert values(admin, "quota_consumption", "as_of=2026-11-17")["ACC-003"] == 0.3
    fact = Fact.objects.filter(verb="customers.contract.saved").order_by("-seq").first()
    assert admin.put(f"/facts/{fact.id}/undo", {}).status_code == 200
    assert values(admin, "quota_consumption")["ACC-003"] == 0.3
    assert values(admin, "quota_consumption", "as_of=2026-11-20")["ACC-003"] == 0.3
    assert values(admin, "quota_consumption", "as_of=2026-11-17")["ACC-003"] == 0.3
