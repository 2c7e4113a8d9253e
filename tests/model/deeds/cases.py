"""Cases, their phases, meetings and tasks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from senro.kernel.access import SYSTEM
from senro.onboarding import actions
from senro.onboarding.bulk.cases import import_cases
from senro.onboarding.bulk.meetings import import_meetings
from senro.onboarding.models import FeatureWish, Task

from .base import Do, deed, done, running


@deed("onboarding.case.opened")
def _opened(desk: Any) -> Do:
    return lambda: desk.open()


@deed("onboarding.case.begun")
def _begun(desk: Any) -> Do:
    case = desk.open(phase="intake")
    return lambda: desk.later(hours=1).do("begin", case)


@deed("onboarding.owner.assigned")
def _assigned(desk: Any) -> Do:
    case, other = running(desk), desk.world.people["csm_mm"]
    return lambda: desk.later(hours=1).do("assign_owner", case, owner=other)


@deed("onboarding.phase.completed")
def _completed(desk: Any) -> Do:
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4")
    return lambda: desk.later(hours=1).through(case, "P5")


@deed("onboarding.phase.reopened")
def _reopened(desk: Any) -> Do:
    case = done(desk)
    return lambda: desk.later(hours=1).do("reopen_phase", case, phase="P5", reason="not yet")


@deed("onboarding.gate_item.attested")
def _attested(desk: Any) -> Do:
    case = running(desk)
    desk.through(case, "P1")
    return lambda: desk.do("attest_gate_item", case, code="operation_decided", evidence="agreed")


@deed("onboarding.promotion_policy.set")
def _policy(desk: Any) -> Do:
    case, steps = running(desk), [{"what": "more sites", "due": "2027-01-20"}] * 3
    return lambda: desk.do("set_promotion_policy", case, owner="佐藤", steps=steps)


@deed("onboarding.outcome.set")
def _outcome(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do(
        "set_outcome", case, achieved="40 → 14 min", led_to="one more site", evidence="a log"
    )


@deed("onboarding.meeting.recorded")
def _meeting(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.kickoff(case, "purpose", "wish")


@deed("onboarding.structure.set")
def _structure(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.structure(case)


@deed("onboarding.purpose.set")
def _purpose(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("set_case_purpose", case, code="B", rank=1)


@deed("onboarding.purpose.excluded")
def _excluded(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("exclude_purpose", case, code="A", reason="another team's")


@deed("onboarding.task.added")
def _task_added(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("add_task", case, fields={"title": "call them", "side": "vendor"})


def _task(desk: Any, verb: str, *before: str, **more: Any) -> Do:
    case = running(desk)
    task = Task.objects.living().filter(attempt__case=case).order_by("pk").first()
    mine = {"task": task, "by": desk.by}
    for name in before:
        getattr(actions, name)(at=desk.at, **mine)
    return lambda: getattr(actions, verb)(at=desk.at + timedelta(hours=1), **mine, **more)


deed("onboarding.task.finished")(lambda desk: _task(desk, "finish_task"))
deed("onboarding.task.reopened")(lambda desk: _task(desk, "reopen_task", "finish_task"))
deed("onboarding.task.removed")(lambda desk: _task(desk, "remove_task"))
deed("onboarding.task.moved")(
    lambda desk: _task(desk, "move_task", due_on=desk.world.today + timedelta(days=9))
)
deed("onboarding.task.assigned")(
    lambda desk: _task(desk, "assign_task", owner=desk.world.people["csm_mm"])
)


deed("onboarding.task.renamed")(lambda desk: _task(desk, "rename_task", title="call them twice"))


@deed("onboarding.case.temperature_set")
def _temperature(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("set_temperature", case, temperature=4)


@deed("onboarding.case.target_moved")
def _target(desk: Any) -> Do:
    case, day = running(desk), desk.world.today + timedelta(days=70)
    return lambda: desk.do("move_target", case, target_end=day)


@deed("onboarding.wish.added")
def _wish(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("add_wish", case, feature="写真")


@deed("onboarding.wish.removed")
def _wish_removed(desk: Any) -> Do:
    desk.do("add_wish", running(desk), feature="写真")
    wish = FeatureWish.objects.get()
    return lambda: actions.remove_wish(wish=wish, by=desk.by, at=desk.at)


@deed("onboarding.today.marked")
def _marked(desk: Any) -> Do:
    return lambda: actions.mark_today(item="x:1", state="done", by=desk.by, at=desk.at)


@deed("onboarding.today.restored")
def _restored(desk: Any) -> Do:
    actions.mark_today(item="x:1", state="done", by=desk.by, at=desk.at)
    return lambda: actions.restore_today(item="x:1", by=desk.by, at=desk.at)


@deed("onboarding.case.imported")
def _cases_imported(desk: Any) -> Do:
    row = {"account": "ACC-002", "contract": "K-002", "started": date(2026, 9, 1), "phase": "P2"}
    return lambda: import_cases(rows=[row], by=SYSTEM, at=desk.at)


@deed("onboarding.meeting.imported")
def _meetings_imported(desk: Any) -> Do:
    row = {"account": "ACC-001", "kind": "regular", "held_at": desk.at, "direction": "inbound",
           "channel": "online"}  # fmt: skip
    return lambda: import_meetings(rows=[row], by=SYSTEM, at=desk.at)
