"""What health does because something happened: signals of the account are looked for again."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.models import Fact
from senro.kernel.reactions import reaction

from .refreshing import mark_stale


@reaction(
    "customers.contact.saved",
    "customers.contract.saved",
    "customers.touch.logged",
    "onboarding.meeting.recorded",
    "onboarding.task.added",
    "onboarding.task.finished",
    "onboarding.task.moved",
    "onboarding.task.reopened",
    "onboarding.task.removed",
    "health.score.overridden",
    "health.override.ended",
    "kernel.fact.undone",
)
def look_at_the_account_again(*, fact: Fact, at: datetime) -> None:
    """A champion left, a ToDo is done: the signals that this concerns need not wait for the night."""
    about = set(fact.about_rows.filter(kind="account").values_list("subject_id", flat=True))
    if fact.subject_kind == "account":
        about.add(fact.subject_id)
    mark_stale(sorted(about), at)
