"""The plan of a case and the calendar of a customer on their pages, without a script."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senro.customers.models import Contract, Product
from senro.onboarding.models import Case, MeetingShare, Task, TaskDependency
from tests.world import LONG_AGO

pytestmark = pytest.mark.django_db


def test_a_date_is_moved_after_a_look_at_what_follows(desk, browser):
    case = desk.open()
    client, address = browser("csm_ent"), f"/cases/{case.pk}/plan/"
    page = client.get(address)
    assert page.status_code == 200 and 'role="group"' in page.content.decode()
    assert "style=" not in page.context["plan"]["chart"]
    task = Task.objects.get(attempt__case=case, template="p2_workshop")
    to = task.due_on + timedelta(days=7)
    seen = client.get(address, {"key": f"task:{task.pk}", "to": to.isoformat()})
    rows = seen.context["preview"]["rows"]
    assert len(rows) >= 2 and Task.objects.get(pk=task.pk).due_on == task.due_on
    client.post(address, {"key": f"task:{task.pk}", "to": to.isoformat(), "reason": "延期"})
    assert Task.objects.get(pk=task.pk).due_on == rows[0]["after"]
    moved = next(r for r in client.get(address).context["plan"]["rows"] if r["id"] == str(task.pk))
    assert moved["original"] == task.due_on
    assert "延期" in client.get(f"/cases/{case.pk}/").content.decode()


def test_nonsense_is_no_error(desk, browser):
    case = desk.open()
    client, address = browser("csm_ent"), f"/cases/{case.pk}/plan/"
    for query in ({"key": "task:x", "to": "2026-12-01"}, {"key": "phase:P1", "to": "2026-13-77"}):
        assert client.get(address, query).status_code == 200
    assert client.post(address, {"key": "phase:P9", "to": "2026-12-01"}).status_code == 404


def test_which_task_waits_for_which_is_chosen_on_the_page(desk, browser):
    case = desk.open()
    one, two = Task.objects.filter(attempt__case=case, phase="P5")[:2]
    TaskDependency.objects.all().delete()
    client, address = browser("csm_ent"), f"/cases/{case.pk}/tasks/{two.pk}/needs/"
    client.post(address, {"on": str(one.pk)})
    assert TaskDependency.objects.living().get().on_id == one.pk
    back = f"/cases/{case.pk}/tasks/{one.pk}/needs/"
    answer = client.post(back, {"on": str(two.pk)}, follow=True).content.decode()
    assert "wait for each other" in answer
    client.post(address, {"on": str(one.pk), "do": "remove"})
    assert not TaskDependency.objects.living().exists()


def test_PH_07_opening_the_second_case_proposes_the_kickoff_of_the_first(desk, browser):
    first = desk.open()
    meeting = desk.kickoff(first, "wish", "criteria", "schedule")
    product = Product.objects.create(key="vehicles", name="車両日報", created_at=LONG_AGO)
    Contract.objects.create(
        key="K-009", account=desk.world.account("ACC-001"), product=product, mrr=50_000,
        start=date(2026, 11, 1), created_at=LONG_AGO,
    )  # fmt: skip
    client = browser("csm_ent")
    page = client.get("/cases/new/?contract=K-009")
    assert "Kickoff for ゲンバルーム" in page.content.decode()
    sent = {"contract": "K-009", "started": "2026-11-20", "phase": "P1", "kickoff": "counts",
            "owner": desk.world.email("csm_ent")}  # fmt: skip
    assert client.post("/cases/new/", sent).status_code == 302
    share = MeetingShare.objects.get()
    assert share.meeting_id == meeting.pk and share.counts
    second = Case.objects.exclude(pk=first.pk).get()
    page = client.get("/accounts/ACC-001/calendar/")
    rows = [row for month in page.context["months"] for row in month["rows"]]
    kickoff = next(row for row in rows if row["kind"] == "meeting")
    assert set(kickoff["cases"]) == {first.pk, second.pk}
    assert kickoff["products"] == ["ゲンバルーム", "車両日報"]
    file = client.get("/accounts/ACC-001/calendar.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert file.content.decode().count("UID:meeting-") == 1
    client.post(f"/cases/{second.pk}/shared-kickoff/", {"do": "part"})
    assert not MeetingShare.objects.living().exists()


def test_PH_07_a_kickoff_still_to_come_is_offered_told_on_the_plan_and_given_up(desk, browser):
    first = desk.open()
    product = Product.objects.create(key="vehicles", name="車両日報", created_at=LONG_AGO)
    Contract.objects.create(
        key="K-009", account=desk.world.account("ACC-001"), product=product, mrr=50_000,
        start=date(2026, 11, 1), created_at=LONG_AGO,
    )  # fmt: skip
    client = browser("csm_ent")
    new = client.get("/cases/new/?contract=K-009").content.decode()
    assert "Kickoff for ゲンバルーム, still to come" in new
    sent = {"contract": "K-009", "started": "2026-11-20", "phase": "P1", "kickoff": "shared",
            "owner": desk.world.email("csm_ent")}  # fmt: skip
    assert client.post("/cases/new/", sent).status_code == 302
    case = Case.objects.exclude(pk=first.pk).get()
    kickoffs = Task.objects.living().filter(template="p1_kickoff")
    assert kickoffs.get().attempt.case_id == first.pk
    plan = client.get(f"/cases/{case.pk}/plan/").content.decode()
    assert "Shared with ゲンバルーム, which has still to hold it." in plan
    client.post(f"/cases/{case.pk}/shared-kickoff/", {"do": "part"})
    assert kickoffs.count() == 2
    assert "Shared with" not in client.get(f"/cases/{case.pk}/plan/").content.decode()


def test_the_pages_take_no_more_queries_with_more_tasks(
    desk, browser, django_assert_max_num_queries
):
    case = desk.open()
    client = browser("csm_ent")
    client.get(f"/cases/{case.pk}/plan/")
    with django_assert_max_num_queries(24):
        client.get(f"/cases/{case.pk}/plan/")
