"""What an imported attempt implies: when phases were passed, and which status held when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from senro.programs.rules import INTAKE, Phase

COMPLETED = (
    "completed",
    "watch_stalled",
    "handover_proposed",
    "handed_over",
    "extended_onboarding",
)
# The watch is over, or was broken off.
WATCHED = ("handed_over", "extended_onboarding")
_ENDINGS = {
    "completed": "completed",
    "dead_flagged": "dead_flagged",
    "renewal_only": "renewal_only",
    "closed_churned": "closed_churned",
    "closed_void": "closed_void",
    "parked_with_cs": "parked_with_cs",
    "returned_to_sales": "returned_to_sales",
    "failed": "stalled",
}


def status_of_result(result: str) -> str:
    """The status that a result leads to when none is given."""
    return _ENDINGS.get(result, "active")


def passed(
    phases: Sequence[Phase], phase: str, began: datetime, since: datetime
) -> list[tuple[str, datetime]]:
    """The phases before this one with the instants at which they were passed.

    The last was passed when this one began; the others are laid between by their planned days.
    """
    codes = [one.code for one in phases]
    if phase == INTAKE or phase not in codes:
        return []
    before = phases[: codes.index(phase)]
    planned = sum(one.days for one in before) or len(before) or 1
    found, days = [], 0
    for one in before:
        days += one.days if sum(p.days for p in before) else 1
        found.append((one.code, began + (since - began) * (days / planned)))
    if found:
        found[-1] = (found[-1][0], since)
    return found


def timeline(
    status: str,
    began: datetime,
    since: datetime,
    ended: datetime | None,
    watch: timedelta,
    at: datetime,
) -> list[tuple[str, datetime]]:
    """Statuses with the instants from which they held, the given one last."""
    steps = [("active", began)]
    left = max(began, ended or since)
    if status in COMPLETED:
        if status in WATCHED:
            steps.append(("completed", left))
            left = max(left, min(at, left + watch))
        steps.append((status, left))
    elif status != "active":
        steps.append((status, left))
    # What lasted no time was not.
    return [
        step
        for place, step in enumerate(steps)
        if place == len(steps) - 1 or step[1] < steps[place + 1][1]
    ]
