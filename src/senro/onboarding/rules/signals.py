"""Stopped, needing attention, or on its way: one rule for every screen. Pure.

It looks at what is known of thousands of cases without asking any gate: the status, and the days in
the phase against its plan.
"""

from __future__ import annotations

from .machine import MOVING, PARKED

STOP, CARE, GO = "stop", "care", "go"
# Past its plan a case needs attention; past one and a half times the plan it stands still.
STILL_AFTER = 1.5
STILL = (*PARKED, "watch_stalled")


def signal_of(status: str, days: int, plan: int | None) -> str:
    """The signal of a case that has been in its phase for `days` of `plan`."""
    if status in STILL:
        return STOP
    if status in MOVING and plan and days > plan:
        return STOP if days >= still_after(plan) else CARE
    return CARE if status == "at_risk" else GO


def still_after(plan: int) -> int:
    """From how many days on a case stands still."""
    whole = int(plan * STILL_AFTER)
    return max(whole if whole == plan * STILL_AFTER else whole + 1, plan + 1)


def worse(one: str, other: str) -> str:
    """The more pressing of two signals."""
    order = (STOP, CARE, GO)
    return min(one, other, key=order.index)
