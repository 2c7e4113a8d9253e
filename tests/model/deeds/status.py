"""Steps of the status machine, and what the nights find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from senro.kernel.access import SYSTEM
from senro.onboarding import actions

from .base import Do, deed, done, running
from .customers import touch

EVIDENCE = {"rule": "TRUE", "version": "policies/standard@1", "inputs": {}, "parts": [], "key": "k"}


def stepped(desk: Any, *steps: str) -> Any:
    """A case that took these steps of the status machine."""
    case = done(desk) if steps and steps[0] in AFTER_COMPLETION else desk.open()
    for step in steps:
        desk.do(step, case, desk.manager, reason="it came to this")
    return case


AFTER_COMPLETION = ("mark_watch_stalled", "propose_handover")
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "onboarding.case.stalled": ("mark_stalled", ()),
    "onboarding.case.recovered": ("recover", ("mark_stalled",)),
    "onboarding.case.parked": ("park_with_cs", ("mark_stalled",)),
    "onboarding.case.returned": ("return_to_sales", ("mark_stalled",)),
    "onboarding.case.relaunched": ("relaunch", ("mark_stalled", "return_to_sales")),
    "onboarding.dead_flag.proposed": ("propose_dead_flag", ("mark_stalled", "return_to_sales")),
    "onboarding.dead_flag.set": (
        "set_dead_flag", ("mark_stalled", "return_to_sales", "propose_dead_flag"),
    ),
    "onboarding.case.kept_for_renewal": ("keep_for_renewal", ("mark_stalled", "park_with_cs")),
    "onboarding.watch.stalled": ("mark_watch_stalled", ("mark_watch_stalled", "resume_watch")),
    "onboarding.watch.resumed": ("resume_watch", ("mark_watch_stalled",)),
    "onboarding.handover.proposed": ("propose_handover", ("propose_handover", "resume_watch")),
    "onboarding.handover.accepted": ("accept_handover", ("propose_handover",)),
    "onboarding.case.churned": ("close_churned", ()),
    "onboarding.case.voided": ("close_void", ()),
}  # fmt: skip


def _step(name: str, before: tuple[str, ...]) -> Callable[[Any], Do]:
    def prepare(desk: Any) -> Do:
        case = stepped(desk, *before)
        return lambda: desk.later(hours=1).do(name, case, desk.manager, reason="so it is")

    return prepare


for _verb, (_name, _before) in STEPS.items():
    deed(_verb)(_step(_name, _before))


@deed("onboarding.case.extended")
def _extended(desk: Any) -> Do:
    case, later = stepped(desk, "mark_watch_stalled"), desk.later(hours=1)
    until = desk.world.today + timedelta(days=21)
    return lambda: later.do("extend_onboarding", case, desk.manager, until=until, reason="a site")


@deed("onboarding.case.found_at_risk")
def _found_at_risk(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.later(hours=1).do("mark_at_risk", case, SYSTEM, evidence=EVIDENCE)


@deed("onboarding.case.risk_cleared")
def _risk_cleared(desk: Any) -> Do:
    case = running(desk)
    desk.do("mark_at_risk", case, SYSTEM, evidence=EVIDENCE)
    return lambda: desk.later(hours=1).do("clear_risk", case, SYSTEM)


@deed("onboarding.case.found_stalled")
def _found_stalled(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.later(hours=1).do("find_stalled", case, SYSTEM, evidence=EVIDENCE)


@deed("onboarding.case.stall_cleared")
def _stall_cleared(desk: Any) -> Do:
    case = running(desk)
    desk.do("find_stalled", case, SYSTEM, evidence=EVIDENCE)
    return lambda: desk.later(hours=1).do("clear_stall", case, SYSTEM)


@deed("onboarding.risk.checked")
def _risk_checked(desk: Any) -> Do:
    running(desk)
    late = desk.later(days=20)
    return lambda: actions.detect_at_risk(by=SYSTEM, at=late.at)


@deed("onboarding.stall.checked")
def _stall_checked(desk: Any) -> Do:
    case, late = running(desk), desk.later(days=70)
    for days, channel in ((20, "mail"), (30, "call"), (40, "mail")):
        touch(desk.later(days=days), case.account, "outbound", channel)
    return lambda: actions.detect_stalled(by=SYSTEM, at=late.at)
