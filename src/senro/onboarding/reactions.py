"""What onboarding does because something happened."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.models import Fact
from senro.kernel.reactions import reaction
from senro.kernel.rules.access import SYSTEM

from .actions import clear_risk, clear_stall
from .queries.risk import recovered_cases
from .rules.risk import STALLED


@reaction("customers.touch.logged", "onboarding.phase.completed")
def take_back_the_risk(*, fact: Fact, at: datetime) -> None:
    """A customer who answered, or a case that moved on, need not wait for the next look."""
    about = fact.about_rows.filter(kind="account").values_list("subject_id", flat=True)
    for case in recovered_cases(about, at, STALLED):
        clear_stall(case=case, by=SYSTEM, at=at)
    for case in recovered_cases(about, at):
        clear_risk(case=case, by=SYSTEM, at=at)
