"""The plan of a case, its phase set, its shared kickoff, and Today."""

from __future__ import annotations

from datetime import date
from typing import Any

from senro.customers import actions as customers
from senro.kernel.access import SYSTEM
from senro.kernel.actions import publish
from senro.onboarding import actions
from senro.onboarding.actions.today import mark_several_today, restore_several_today
from senro.onboarding.models import Task

from .base import Do, deed, running


@deed("onboarding.case.edited")
def _edited(desk: Any) -> Do:
    case = running(desk)
    fields = {"owner": desk.world.email("csm_mm"), "team": "mm", "move_todos": 3}
    return lambda: desk.later(hours=1).do("edit_case", case, desk.manager, fields=fields)


@deed("onboarding.case.replanned")
def _replanned(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.later(hours=1).do("replan", case, key="phase:P2", to=date(2027, 1, 15))


def _two_tasks(case: Any) -> list[Task]:
    """Two tasks that nothing binds."""
    rows = Task.objects.living().filter(attempt__case=case, needs=None, followers=None)
    return list(rows.order_by("pk")[:2])


@deed("onboarding.task.linked")
def _linked(desk: Any) -> Do:
    task, on = _two_tasks(running(desk))
    return lambda: desk.later(hours=1).do_of("link_tasks", task=task, on=on)


@deed("onboarding.task.unlinked")
def _unlinked(desk: Any) -> Do:
    task, on = _two_tasks(running(desk))
    desk.do_of("link_tasks", task=task, on=on)
    return lambda: desk.later(hours=1).do_of("unlink_tasks", task=task, on=on)


def _older_set(desk: Any) -> tuple[Any, Any]:
    """A case of ACC-004 before its roll-out, and the set of four phases published since."""
    case = desk.open("ACC-004", None)
    desk.through(case, "P1", "P2")
    return case, publish(kind="phase_set", code="smb_4", by=SYSTEM, at=desk.at)


@deed("onboarding.case.upgraded")
def _upgraded(desk: Any) -> Do:
    case, version = _older_set(desk)
    return lambda: desk.later(hours=1).do("upgrade_case", case, desk.manager, version=version)


@deed("onboarding.cases.upgraded")
def _several_upgraded(desk: Any) -> Do:
    case, version = _older_set(desk)
    return lambda: actions.upgrade_cases(
        cases=[case], version=version, by=desk.manager, at=desk.later(hours=1).at
    )


def _second(desk: Any, shared: bool) -> tuple[Any, Any]:
    """The kickoff of the first case, and a second case of the same customer."""
    meeting = desk.kickoff(desk.open(), "wish")
    customers.put_product(key="other", name="帳票", by=SYSTEM, at=desk.at)
    fields = {"account": "ACC-001", "product": "other", "mrr": 1, "start": "2026-10-01"}
    contract = customers.put_contract(key="K-009", fields=fields, by=SYSTEM, at=desk.at).row
    case = actions.open_case(
        account=desk.world.account("ACC-001"), contract=contract, started=desk.world.today,
        shared_kickoff=shared, by=SYSTEM, at=desk.at,
    )  # fmt: skip
    return meeting, case


@deed("onboarding.kickoff.shared")
def _shared(desk: Any) -> Do:
    meeting, case = _second(desk, shared=False)
    return lambda: desk.later(hours=1).do("share_kickoff", case, meeting=meeting, counts=True)


@deed("onboarding.kickoff.parted")
def _parted(desk: Any) -> Do:
    _meeting, case = _second(desk, shared=True)
    return lambda: desk.later(hours=1).do("part_kickoff", case)


@deed("onboarding.today.several_marked")
def _several_marked(desk: Any) -> Do:
    items = ["x:1", "x:2"]
    return lambda: mark_several_today(items=items, state="done", by=desk.by, at=desk.at)


@deed("onboarding.today.several_restored")
def _several_restored(desk: Any) -> Do:
    items = ["x:1", "x:2"]
    mark_several_today(items=items, state="done", by=desk.by, at=desk.at)
    return lambda: restore_several_today(items=items, by=desk.by, at=desk.later(hours=1).at)
