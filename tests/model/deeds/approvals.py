"""What is asked of managers, and what they decide."""

from __future__ import annotations

from typing import Any

from senro.kernel import actions as kernel
from senro.kernel.access import SYSTEM
from senro.kernel.models import Approval
from senro.kernel.rules.bodies import from_yaml
from senro.programs.actions import take_preset
from senro.programs.queries import default_text
from senro.programs.queries.defaults import criteria_presets

from .base import Do, deed, running

CUSTOM = {"title": "紙の日報をやめる", "element": "goal", "reason": "the customer asked for it"}


def _asked(desk: Any) -> list[Approval]:
    """A criterion of the case's own and a waiver, both waiting."""
    case = running(desk)
    desk.do("add_custom", case, fields=CUSTOM)
    desk.do("ask_waiver", case, code="functions_mastered", reason="one function is enough")
    return list(Approval.objects.living().order_by("created_at", "pk"))


@deed("onboarding.criterion.custom_added")
def _custom(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("add_custom", case, fields=CUSTOM)


@deed("onboarding.waiver.asked")
def _waiver(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("ask_waiver", case, code="functions_mastered", reason="one is enough")


@deed("kernel.approval.decided")
def _decided(desk: Any) -> Do:
    request = next(row for row in _asked(desk) if row.kind == "criterion_waiver")
    return lambda: kernel.decide_approval(
        approval=request, decision="approve", by=desk.manager, at=desk.later(hours=1).at
    )


@deed("kernel.approvals.decided")
def _several_decided(desk: Any) -> Do:
    requests = _asked(desk)
    return lambda: kernel.decide_approvals(
        approvals=requests, decision="approve", by=desk.manager, at=desk.later(hours=1).at
    )


@deed("kernel.approval.commented")
def _commented(desk: Any) -> Do:
    request = _asked(desk)[0]
    return lambda: kernel.comment_on_approval(
        approval=request, text="どの現場ですか", by=desk.manager, at=desk.later(hours=1).at
    )


@deed("kernel.version.proposed")
def _proposed(desk: Any) -> Do:
    name = {"kind": "policies", "code": "standard"}
    body = from_yaml(default_text("policies"))[2]
    kernel.save_draft(**name, body=body, by=SYSTEM, at=desk.at)
    return lambda: kernel.propose_version(
        **name, reason="as agreed", by=desk.world.actor("cs_ops"), at=desk.later(hours=1).at
    )


@deed("programs.preset.taken")
def _preset(desk: Any) -> Do:
    preset = criteria_presets()[-1].code
    return lambda: take_preset(code="standard", preset=preset, by=SYSTEM, at=desk.at)
