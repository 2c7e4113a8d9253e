"""A job or two of each role, done with what the pages offer: no address is sent that is not there."""

from __future__ import annotations

from typing import Any

import pytest

from senro.kernel.models import Fact, Person
from senro.kernel.queries.versions import history_of
from senro.onboarding.models import Case, Task
from tests.console.conftest import browser, desk
from tests.walks.reader import Walker

__all__ = ["browser", "desk"]


@pytest.fixture
def walk(browser: Any) -> Any:
    """`walk("csm_ent")` is that colleague."""
    return lambda name: Walker(browser(name))


def test_a_csm_opens_a_case_holds_the_kickoff_and_is_told_what_the_gate_misses(
    desk: Any, walk: Any
) -> None:
    csm = walk("csm_ent").open("/accounts/ACC-001/")
    csm.follow("/cases/new/?account=ACC-001").follow("/cases/new/?contract=K-001").send()
    case = Case.objects.get()
    home, gate = f"/cases/{case.pk}/", f"/cases/{case.pk}/phases/P1/completion/"
    assert csm.path == home
    assert not csm.offers(gate) and "The kickoff has not been held yet" in csm.page
    csm.open(home).follow(f"{home}structure/").send(
        owner="CT-002", sponsor="CT-001", site_leads=["CT-003"]
    )
    csm.open(home).follow(f"{home}kickoff/")
    csm.send(confirmed=["wish", "criteria", "schedule"], held_at="2026-11-20T10:00")
    assert csm.open(home).offers(gate)
    csm.send(gate)
    assert desk.fresh(case).phase == "P2"
    task = Task.objects.filter(attempt__case=case, done_at=None).first()
    assert task is not None
    csm.open(f"{home}?todo=all").send(f"{home}tasks/{task.pk}/done/")
    assert Task.objects.get(pk=task.pk).done_at == desk.at


def test_a_manager_passes_a_closed_gate_with_a_reason_and_takes_it_back(
    desk: Any, walk: Any
) -> None:
    case = desk.open()
    home = f"/cases/{case.pk}/"
    manager = walk("manager").open(home)
    manager.follow(f"{home}phases/P1/exception/").send(override="社長どうしで合意済み")
    assert desk.fresh(case).phase == "P2"
    undo = f"/facts/{Fact.objects.get(verb='onboarding.phase.completed').id}/undo/"
    manager.open(home).send(undo)
    assert desk.fresh(case).phase == "P1"


def test_a_leavers_work_is_handed_over_from_the_page_that_says_who_holds_what(
    desk: Any, walk: Any
) -> None:
    leaver, taker = (desk.world.people[name] for name in ("csm_mm", "csm_ent"))
    admin = walk("admin").open("/settings/").follow("/people/holdings/")
    admin.follow(f"/people/{leaver.pk}/holdings/").send(
        leaves="on", to=[str(taker.pk)], reason="退職"
    )
    assert not Person.objects.get(pk=leaver.pk).is_active
    assert desk.world.account("ACC-002").owner_id == taker.pk


def test_cs_ops_changes_a_phase_tries_it_and_publishes_it(desk: Any, walk: Any) -> None:
    ops = walk("cs_ops").open("/method/phases/")
    ops.follow("/method/entry/phase_set/standard/?place=phases%5BP1%5D").send(days="15", do="save")
    ops.open("/method/phases/").follow("/method/impact/phase_set/standard/")
    ops.follow("/method/publication/phase_set/standard/").send(note="組み立てを15日に")
    newest = history_of("phase_set", "standard").first()
    assert newest is not None
    assert (newest.number, newest.body["phases"][0]["days"]) == (2, 15)


def test_sales_records_a_contact_and_is_offered_nothing_of_the_case(desk: Any, walk: Any) -> None:
    desk.open()
    sales = walk("sales").open("/accounts/ACC-001/")
    assert "/cases/new/?account=ACC-001" not in sales.offered.links
    sales.follow("/accounts/ACC-001/touches/new/").send(note="更新の意向を確認")
    assert "Logged." in sales.page and "更新の意向を確認" in sales.page
    assert sales.client.get(f"/cases/{Case.objects.get().pk}/").status_code == 404


def test_who_only_reads_finds_every_page_and_no_form_that_changes_a_customer(
    desk: Any, walk: Any
) -> None:
    home = f"/cases/{desk.open().pk}/"
    reader = walk("viewer")
    for path in ("/", "/board/", "/cases/", "/accounts/", "/accounts/ACC-001/", home, f"{home}plan/",
                 "/method/phases/", "/health/", "/signals/", "/approvals/"):  # fmt: skip
        reader.open(path)
        sent = {reader._goes(action) for action, _fields in reader.offered.forms}
        assert not [one for one in sent if one.startswith(("/cases/0", "/accounts/A", "/method/"))
                    and one != path], path  # fmt: skip
    assert reader.client.post(f"{home}phases/P1/completion/").status_code == 403
