"""What onboarding looks at again and again."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.rules.access import SYSTEM
from senro.kernel.schedules import every
from senro.programs.queries import published

from ..actions import detect_at_risk, detect_stalled


@every(minutes=30, refresh=True)
def cases_at_risk(*, at: datetime) -> None:
    """Find the cases that need attention, and first those that are past it."""
    if published("policies", "standard", at) is not None:
        detect_stalled(by=SYSTEM, at=at)
        detect_at_risk(by=SYSTEM, at=at)
