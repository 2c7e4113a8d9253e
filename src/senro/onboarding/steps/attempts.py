"""Ending an attempt, and beginning the next one."""

from __future__ import annotations

from datetime import timedelta

from senro.kernel.verbs import Change
from senro.programs.queries import criteria_set_for, phase_set_for, policy

from ..models import Attempt, Case, PhaseCompletion, Watch
from ..queries.gates import Line
from ..queries.moments import moment_of
from .cases import move_to, product_of
from .plan import give_criteria, give_tasks, self_onboarding_of


def end_attempt(change: Change, attempt: Attempt, result: str, reason: str) -> None:
    """The attempt is over; a result that it has already stays."""
    if not attempt.result:
        day = moment_of(change.at).today
        change.update(attempt, ended=day, result=result, reason=reason[:300])


def begin_attempt(change: Change, case: Case, after: Attempt) -> Attempt:
    """The next attempt, in the first phase of what is in effect now."""
    tier, product = case.account.tier, product_of(case)
    version, phases = phase_set_for(change.at, tier, product)
    started = moment_of(change.at).today
    days = int(policy("target_days", change.at, case.account.tier))
    attempt = Attempt(
        case=case,
        number=after.number + 1,
        started=started,
        began_at=change.at,
        target_end=started + timedelta(days=days),
        phase_set=version,
        self_onboarding=self_onboarding_of(case, change.at),
        criteria_set=criteria_set_for(change.at, tier, product)[0],
    )
    change.create(attempt)
    change.update(case, attempt_no=attempt.number)
    move_to(change, case, phases, phases.first.code, change.at)
    give_criteria(change, attempt)
    give_tasks(change, case, attempt, phases)
    return attempt


def back_before_the_last_gate(change: Change, case: Case, line: Line) -> None:
    """An attempt that was complete is in its closing phase again; the watch is broken off."""
    closing = line.phases.phases[-2].code
    done = PhaseCompletion.objects.living().filter(attempt=line.attempt, phase=closing)
    for row in done:
        change.remove(row)
    for watch in Watch.objects.living().filter(attempt=line.attempt):
        change.remove(watch)
    move_to(change, case, line.phases, closing, change.at)
