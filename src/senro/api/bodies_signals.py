"""What requests about signals send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .bodies import Body
from .moments import Day


class SnoozeIn(Body):
    """Until which day, and why."""

    until: Day
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]


class SignalOutcomeIn(Body):
    """What came of it. `handled` and `dismissed` say how or why in the note."""

    outcome: Literal["useful", "handled", "false_alarm", "dismissed"]
    note: Annotated[str, Field(max_length=2_000)] = ""
