"""Cases as rows: one an attempt, with what is known of it today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from senro.customers.models import AccountPurpose
from senro.onboarding.bulk.criteria import LED_TO
from senro.onboarding.models import Attempt, Case, CaseCriterion, Outcome, PhaseCompletion
from senro.programs.queries import phase_set_of

CHUNK = 1_000
Values = dict[str, Any]


def case_rows() -> Iterator[Values]:
    """Attempts in the order of their cases."""
    attempts = Attempt.objects.living().filter(case__undone_at=None)
    attempts = attempts.select_related(
        "case__account", "case__contract", "case__owner", "phase_set"
    ).order_by("case", "number")
    part: list[Attempt] = []
    for attempt in attempts.iterator(CHUNK):
        part.append(attempt)
        if len(part) == CHUNK:
            yield from _part(part)
            part = []
    yield from _part(part)


def _part(attempts: list[Attempt]) -> Iterator[Values]:
    ids = [one.pk for one in attempts]
    criteria: dict[Any, list[str]] = {}
    for row in CaseCriterion.objects.living().filter(attempt__in=ids).order_by("pk"):
        criteria.setdefault(row.attempt_id, []).append(row.code)
    outcomes = {row.attempt_id: row for row in Outcome.objects.living().filter(attempt__in=ids)}
    reached: dict[Any, list[PhaseCompletion]] = {}
    done = PhaseCompletion.objects.living().filter(attempt__in=ids, wave=None)
    for completion in done.order_by("at"):
        reached.setdefault(completion.attempt_id, []).append(completion)
    purposes: dict[Any, list[str]] = {}
    accounts = {one.case.account_id for one in attempts}
    rows = AccountPurpose.objects.living().filter(account__in=accounts, ended_at=None)
    for purpose in rows.order_by("rank"):
        purposes.setdefault(purpose.account_id, []).append(purpose.code)
    for attempt in attempts:
        yield {
            **_attempt(attempt, reached.get(attempt.pk, [])),
            "criteria": criteria.get(attempt.pk, []),
            "purposes": purposes.get(attempt.case.account_id, []),
            "outcome": _outcome(outcomes.get(attempt.pk)),
        }


def _attempt(attempt: Attempt, reached: list[PhaseCompletion]) -> Values:
    case = attempt.case
    current = attempt.number == case.attempt_no
    return {
        "key": attempt.key,
        "account": case.account.key,
        "contract": case.contract.key if case.contract else "",
        "attempt": attempt.number,
        "started": attempt.started,
        "ended": attempt.ended,
        "result": attempt.result,
        "criteria_set": attempt.criteria_name,
        **(_current(case) if current else _earlier(attempt, reached)),
    }


def _current(case: Case) -> Values:
    return {
        **case.custom,
        "status": case.status,
        "phase": case.phase,
        "phase_since": case.phase_since,
        "owner": case.owner.email if case.owner else "",
        "temperature_sales": case.temperature_sales,
        "temperature_cs": case.temperature_cs,
        "live_handoff": case.live_handoff,
    }


def _earlier(attempt: Attempt, reached: list[PhaseCompletion]) -> Values:
    """The phase that an earlier attempt had come to."""
    phases = phase_set_of(attempt.phase_set)
    last = max((phases.index(one.phase) for one in reached), default=-1)
    phase = phases.codes[min(last + 1, len(phases.codes) - 1)]
    return {"phase": phase, "phase_since": reached[-1].at if reached else None}


def _outcome(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    return f"{outcome.achieved}{LED_TO}、{outcome.led_to}" if outcome.led_to else outcome.achieved
