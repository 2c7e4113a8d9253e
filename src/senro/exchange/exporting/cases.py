"""Cases as rows: one an attempt, with what is known of it today."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from senro.customers.models import AccountPurpose
from senro.kernel.models import Approval
from senro.onboarding.bulk.criteria import LED_TO
from senro.onboarding.bulk.details import PLAIN
from senro.onboarding.models import (
    Attempt,
    Case,
    CaseCriterion,
    Outcome,
    PhaseCompletion,
    SiteWave,
    Waiver,
)
from senro.onboarding.steps.asking import CUSTOM, WAIVER
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
    criteria: dict[Any, list[CaseCriterion]] = {}
    for row in CaseCriterion.objects.living().filter(attempt__in=ids).order_by("pk"):
        criteria.setdefault(row.attempt_id, []).append(row)
    asked = _asked(criteria)
    waived = dict(Waiver.objects.living().filter(criterion__attempt__in=ids)
                  .values_list("criterion_id", "reason"))  # fmt: skip
    waves: dict[Any, list[SiteWave]] = {}
    for wave in (
        SiteWave.objects.living()
        .filter(attempt__in=ids)
        .select_related("site")
        .order_by("order", "pk")
    ):
        waves.setdefault(wave.attempt_id, []).append(wave)
    outcomes = {row.attempt_id: row for row in Outcome.objects.living().filter(attempt__in=ids)}
    reached: dict[Any, list[PhaseCompletion]] = {}
    # By attempt, those of a site by the site.
    done = PhaseCompletion.objects.living().filter(attempt__in=ids)
    for completion in done.order_by("at"):
        place = completion.wave_id or completion.attempt_id
        reached.setdefault(place, []).append(completion)
    purposes: dict[Any, list[str]] = {}
    accounts = {one.case.account_id for one in attempts}
    rows = AccountPurpose.objects.living().filter(account__in=accounts, ended_at=None)
    for purpose in rows.order_by("rank"):
        purposes.setdefault(purpose.account_id, []).append(purpose.code)
    for attempt in attempts:
        yield {
            **_attempt(attempt, reached.get(attempt.pk, [])),
            # What waits for an approval, or was refused one, is no criterion yet.
            "criteria": [one.code for one in criteria.get(attempt.pk, ()) if one.counts],
            "purposes": purposes.get(attempt.case.account_id, []),
            "outcome": _outcome(outcomes.get(attempt.pk)),
            "waves": [one.name for one in waves.get(attempt.pk, ())],
            "details": json.dumps(
                {
                    "target_end": attempt.target_end.isoformat(),
                    "phases": _phases(reached.get(attempt.pk, ())),
                    "waves": [_wave(one, reached) for one in waves.get(attempt.pk, ())],
                    "criteria": [
                        _criterion(one, waived, asked.get(one.pk))
                        for one in criteria.get(attempt.pk, ())
                    ],
                },
                ensure_ascii=False,
                default=str,
            ),
        }


def _phases(reached: Iterable[PhaseCompletion]) -> Values:
    return {one.phase: one.at.isoformat() for one in reached}


def _wave(wave: SiteWave, reached: Mapping[Any, list[PhaseCompletion]]) -> Values:
    site = wave.site.name if wave.site else ""
    told = {"name": wave.name, "site": site, "order": wave.order, "mode": wave.mode}
    return {**told, "phases": _phases(reached.get(wave.pk, ()))}


def _asked(criteria: Mapping[Any, list[CaseCriterion]]) -> dict[Any, Approval]:
    """The last request about each criterion: to count, of one that does not yet; else to be waived."""
    counting = {row.pk: row.counts for rows in criteria.values() for row in rows}
    rows = Approval.objects.living().filter(kind__in=(CUSTOM, WAIVER), subject_id__in=counting)
    return {
        row.subject_id: row
        for row in rows.order_by("pk")
        if row.kind == (WAIVER if counting[row.subject_id] else CUSTOM)
    }


def _criterion(row: CaseCriterion, waived: Mapping[Any, str], request: Approval | None) -> Values:
    """What differs from nothing said, so that the cell stays readable."""
    told = {"code": row.code, **{name: getattr(row, name) for name in PLAIN}}
    told["met_at"] = row.met_at.isoformat() if row.met_at else None
    told["waiver"] = waived.get(row.pk, "")
    if not row.counts:
        told["approval"] = row.approval
        told["asked"] = request.reason if request else ""
        told["answer"] = request.decision_reason if request else ""
        at = request.decided_at if request else None
        told["decided_at"] = at.isoformat() if at else None
    elif request and not told["waiver"] and request.decision != "approved":
        told["waiver_asked"] = _waiver_asked(request)
    kept = {name: value for name, value in told.items() if value not in (None, "")}
    return kept if row.custom else {n: v for n, v in kept.items() if n != "custom"}


def _waiver_asked(request: Approval) -> Values:
    told = {
        "reason": request.reason, "decision": request.decision, "answer": request.decision_reason,
        "decided_at": request.decided_at.isoformat() if request.decided_at else "",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


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
        "self_onboarding": attempt.self_onboarding,
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
