"""Who sees which cases, and what undoing does to a case."""

from __future__ import annotations

from datetime import date

import pytest

from senro.customers.models import Touch
from senro.kernel.actions import undo_fact
from senro.kernel.errors import Forbidden
from senro.kernel.models import Fact
from senro.kernel.undo import ChangedSince
from senro.onboarding import actions
from senro.onboarding.models import Case, Task
from senro.onboarding.queries import gate_of, visible_cases, visible_tasks

pytestmark = pytest.mark.django_db
TEAM = ("admin", "manager", "cs_ops", "csm_ent", "csm_mm", "specialist_mm", "marketing", "viewer")


def keys(desk, name):
    rows = visible_cases(desk.world.actor(name))
    return set(rows.values_list("account__key", flat=True))


@pytest.fixture
def three(desk):
    """A case for each customer with a contract."""
    return [desk.open(f"ACC-00{n}", f"K-00{n}") for n in (1, 2, 3)]


def test_the_team_sees_all_cases_and_a_customer_none(desk, three):
    for name in TEAM:
        assert keys(desk, name) == {"ACC-001", "ACC-002", "ACC-003"}
    assert keys(desk, "customer") == set()


def test_sales_sees_what_was_returned_and_what_is_being_relaunched(desk, three):
    assert keys(desk, "sales") == set()
    desk.do("mark_stalled", three[0])
    desk.do("return_to_sales", three[0])
    assert keys(desk, "sales") == {"ACC-001"}
    desk.do("relaunch", three[0], desk.world.actor("sales"), reason="the sponsor answered")
    assert keys(desk, "sales") == {"ACC-001"}


def test_a_contractor_sees_cases_led_or_with_a_task_and_only_those_tasks(desk, three):
    assert keys(desk, "contractor") == {"ACC-003"}
    person = desk.world.people["contractor"]
    task = Task.objects.filter(attempt__case=three[1], side="vendor").first()
    actions.assign_task(task=task, owner=person, by=desk.manager, at=desk.at)
    assert keys(desk, "contractor") == {"ACC-002", "ACC-003"}
    actor = desk.world.actor("contractor")
    seen = visible_tasks(actor)
    assert list(seen.filter(attempt__case=three[1])) == [task]
    actions.finish_task(task=task, by=actor, at=desk.at)
    other = Task.objects.filter(attempt__case=three[1], side="customer").first()
    with pytest.raises(Forbidden):
        actions.finish_task(task=other, by=actor, at=desk.at)


def test_a_partner_sees_cases_of_the_accounts_they_sold(desk, three):
    assert keys(desk, "partner") == {"ACC-003"}


def test_undoing_a_kickoff_takes_its_confirmations_and_its_contact_back(desk):
    case = desk.open()
    desk.kickoff(case, "wish", "criteria", "schedule", temperature=2)
    fact = Fact.objects.filter(verb="onboarding.meeting.recorded").get()
    undo_fact(fact=fact, by=desk.by, at=desk.at)
    assert {"kickoff_held", "wish"} <= {r.code for r in gate_of(case, "P1", at=desk.at).reasons}
    assert not Touch.objects.living().exists()
    assert desk.fresh(case).temperature_cs is None


def test_undoing_a_purpose_takes_its_tasks_back(desk):
    case = desk.open()
    made = desk.do("set_case_purpose", case, code="D", rank=3)
    assert made
    fact = Fact.objects.filter(verb="onboarding.purpose.set").get()
    undo_fact(fact=fact, by=desk.by, at=desk.at)
    assert not Task.objects.living().filter(pk__in=[task.pk for task in made]).exists()


def test_opening_a_case_can_be_undone_until_something_is_built_on_it(desk):
    case = desk.open()
    fact = Fact.objects.filter(verb="onboarding.case.opened").get()
    task = Task.objects.first()
    desk.do("add_task", case, fields={"title": "call them", "due_on": date(2026, 11, 24)})
    with pytest.raises(ChangedSince):
        undo_fact(fact=fact, by=desk.manager, at=desk.at)
    added = Fact.objects.filter(verb="onboarding.task.added").get()
    undo_fact(fact=added, by=desk.manager, at=desk.at)
    undo_fact(fact=fact, by=desk.manager, at=desk.at)
    task.refresh_from_db()
    assert task.undone_at is not None and not visible_cases(desk.manager).exists()
    assert desk.open().pk != case.pk
    assert Case.objects.count() == 2
