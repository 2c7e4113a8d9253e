"""IN-04: cases and what is done in them as they stood on a day of the past."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from senro.kernel.access import SYSTEM
from senro.onboarding.actions import (
    add_task,
    assign_owner,
    complete_phase,
    finish_task,
    mark_stalled,
    meet_criterion,
    open_case,
    record_meeting,
)
from senro.onboarding.models import CaseCriterion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def on(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 3, tzinfo=UTC)


@pytest.fixture
def lived(world, method):
    """A case of ACC-001: opened on 1 October, P1 passed on the 10th, stalled on the 20th."""
    case = open_case(
        account=world.account("ACC-001"), contract=world.contract("K-001"),
        started=date(2026, 10, 1), owner=world.people["csm_ent"], by=SYSTEM, at=on(1),
    )  # fmt: skip
    task = add_task(
        case=case, fields={"side": "vendor", "title": "見積を送る", "phase": "P1"},
        by=SYSTEM, at=on(2),
    )  # fmt: skip
    fields = {"kind": "regular", "held_at": on(5), "direction": "inbound"}
    record_meeting(case=case, fields=fields, by=SYSTEM, at=on(5))
    finish_task(task=task, by=SYSTEM, at=on(8))
    complete_phase(case=case, phase="P1", override="済", by=SYSTEM, at=on(10))
    code = CaseCriterion.objects.filter(attempt__case=case).order_by("code")[0].code
    meet_criterion(case=case, code=code, evidence="見た", by=SYSTEM, at=on(12))
    assign_owner(case=case, owner=world.people["csm_mm"], by=SYSTEM, at=on(15))
    case.refresh_from_db()
    mark_stalled(case=case, reason="返事がない", by=SYSTEM, at=on(20))
    return f"/cases/{case.pk}", task, code


def test_IN_04_a_case_is_given_as_it_stood_on_each_day(admin, world, lived):
    here, _task, _code = lived
    found = {day: admin.get(f"{here}?as_of=2026-10-{day}").json() for day in ("09", "10", "20")}
    mails = [world.people[name].email for name in ("csm_ent", "csm_mm")]
    told = {d: (c["status"], c["phase"], c["owner"]) for d, c in found.items()}
    assert told == {
        "09": ("active", "P1", mails[0]),
        "10": ("active", "P2", mails[0]),
        "20": ("stalled", "P2", mails[1]),
    }
    assert [p["state"] for p in found["10"]["phases"]][:3] == ["passed", "here", "ahead"]
    first, second = found["10"]["phases"][:2]
    assert first["gate"]["open"] is True and second["gate"]["open"] is False
    assert found["09"]["phases"][0]["completed_at"] is None
    assert found["09"]["stalled"] is None and found["20"]["as_of"].startswith("2026-10-20T14:59")
    today = found["09"]["as_of_today"]
    assert "team" in today
    assert not {"status", "phase", "owner", "phases", "temperature"} & set(today)


def test_IN_04_a_case_is_not_there_before_it_was_opened(admin, lived):
    here = lived[0]
    for path in (here, f"{here}/tasks", f"{here}/criteria", f"{here}/meetings"):
        assert admin.get(f"{path}?as_of=2026-09-30").status_code == 404
        assert admin.get(f"{path}?as_of=2026-10-01").status_code == 200
    assert admin.get("/cases?as_of=2026-09-30").json()["items"] == []
    assert len(admin.get("/cases?as_of=2026-10-01").json()["items"]) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=stalled&as_of=2026-10-19", 0),
        ("status=active&as_of=2026-10-19", 1),
        ("status=stalled&as_of=2026-10-20", 1),
        ("phase=P1&as_of=2026-10-09", 1),
        ("phase=P1&as_of=2026-10-10", 0),
        ("owner={ent}&as_of=2026-10-14", 1),
        ("owner={ent}&as_of=2026-10-15", 0),
    ],
)
def test_IN_04_cases_are_chosen_by_what_they_were_then(admin, world, lived, query, found):
    asked = query.format(ent=world.people["csm_ent"].email)
    assert len(admin.get(f"/cases?{asked}").json()["items"]) == found


def test_IN_04_tasks_criteria_and_meetings_are_those_of_the_day(admin, lived):
    here, task, code = lived

    def task_on(day):
        items = admin.get(f"{here}/tasks?as_of=2026-10-{day}").json()["items"]
        return [one["done"] for one in items if one["id"] == str(task.pk)]

    assert [task_on(day) for day in ("01", "02", "07", "08")] == [[], [False], [False], [True]]

    def criterion_on(day):
        body = admin.get(f"{here}/criteria?as_of=2026-10-{day}").json()
        assert "title" in body["as_of_today"] and "state" not in body["as_of_today"]
        return next((c["state"], c["evidence"]) for c in body["items"] if c["code"] == code)

    assert criterion_on("11") == ("open", "") and criterion_on("12") == ("met", "見た")
    held = [admin.get(f"{here}/meetings?as_of=2026-10-0{day}").json()["items"] for day in (4, 5)]
    assert [len(items) for items in held] == [0, 1]


def test_the_past_of_cases_hides_what_is_hidden_and_asks_no_more_for_more(
    admin, caller, world, lived, django_assert_max_num_queries
):
    assert caller("partner", "read").get(f"{lived[0]}?as_of=2026-10-20").status_code == 404
    then = "/cases?as_of=2026-10-20"
    admin.get(then)
    with django_assert_max_num_queries(40) as few:
        assert len(admin.get(then).json()["items"]) == 1
    for number in (2, 3):
        account, contract = world.account(f"ACC-00{number}"), world.contract(f"K-00{number}")
        open_case(
            account=account, contract=contract, started=date(2026, 10, 2),
            owner=world.people["csm_mm"], by=SYSTEM, at=on(2),
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        assert len(admin.get(then).json()["items"]) == 3
    assert admin.get(f"{then}&format=csv").status_code == 422
    assert admin.get("/cases?as_of=2026-02-30").status_code == 422


def test_today_is_given_where_no_past_day_is_asked(admin, lived):
    body = admin.get(lived[0]).json()
    assert body["status"] == "stalled" and not body.get("as_of")
    later = admin.get(f"{lived[0]}?as_of=2030-01-01").json()
    assert (later["status"], later["phase"]) == (body["status"], body["phase"])


def test_IN_04_the_changes_since_a_day_name_the_cases(admin, lived):
    body = admin.get("/board/changes?as_of=2026-10-09").json()
    found = {one["kind"]: one for one in body["kinds"] if one["count"]}
    assert body["total"] == 1 and list(found) == ["parked"]
    (case,) = found["parked"]["cases"]
    assert (case["account"], case["status_before"], case["status"]) == (
        "ACC-001", "active", "stalled",
    )  # fmt: skip
    assert admin.get("/board/changes?as_of=2026-10-20").json()["total"] == 0
    missing = admin.get("/board/changes")
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "as_of")
