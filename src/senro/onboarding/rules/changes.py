"""What became of a case between two days, as one word. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from .machine import AFTER, ENDED, PARKED

# In the order in which they are told. Each case is told once, by the first that fits.
KINDS = ("forward", "completed", "parked", "opened", "closed", "back_on_line", "back")
# The attempt reached its end, and may have been handed over since.
DONE = (*AFTER, "handed_over")


@dataclass(frozen=True)
class Stand:
    """Where a case stood: its status, how many phases lie behind it (intake: -1), which attempt."""

    status: str
    place: int
    attempt: int


def change_of(before: Stand | None, after: Stand) -> str:
    """The kind of the change; empty where there is none."""
    if after.status in ENDED and after.status not in DONE:
        return "" if before is not None and before.status in ENDED else "closed"
    if after.status in DONE:
        return "" if before is not None and before.status in DONE else "completed"
    if before is None:
        return "opened"
    if after.status in PARKED:
        return "" if before.status in PARKED else "parked"
    if before.status in (*PARKED, *DONE, *ENDED) or after.attempt > before.attempt:
        return "back_on_line"
    if after.place == before.place:
        return ""
    return "forward" if after.place > before.place else "back"
