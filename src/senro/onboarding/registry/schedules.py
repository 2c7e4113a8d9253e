"""What onboarding looks at again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from senro.kernel.rules.access import SYSTEM
from senro.kernel.schedules import daily, every
from senro.programs.queries import published

from ..actions import detect_at_risk, detect_stalled
from ..bulk.nights import store_night
from ..queries.moments import moment_of


@every(minutes=30, refresh=True)
def cases_at_risk(*, at: datetime) -> None:
    """Find the cases that need attention, and first those that are past it."""
    if published("policies", "standard", at) is not None:
        detect_stalled(by=SYSTEM, at=at)
        detect_at_risk(by=SYSTEM, at=at)


@daily(at="00:05")
def board_of_the_night(*, at: datetime) -> None:
    """Keep what the board said at the end of the day that has just ended."""
    if published("phase_set", "standard", at) is not None:
        store_night(day=moment_of(at).today - timedelta(days=1), at=at)
