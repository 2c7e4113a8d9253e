"""Cases in the one public shape (product.md, "A walk that every face must allow")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from senro.customers.models import AccountPurpose
from senro.kernel.errors import Reason
from senro.programs.rules import Phase

from ..models import Case, CaseStatus, Outcome, PhaseCompletion, StructureMember
from ..rules.waves import Crew
from .crews import crews_of
from .gates import Gate, Line, crews_with_gates, gates_of, lines_of
from .moments import moment_of
from .plan import original_end, planned_ends
from .reason_dicts import reason_dict
from .said import in_both
from .wave_dicts import waves_dict

# Statuses that a rule finds, and explains.
FOUND = ("at_risk", "stalled")


@dataclass
class Parts:
    """What hangs on the cases, by case or attempt."""

    lines: Mapping[UUID, Line]
    gates: Mapping[UUID, Mapping[str, Gate]]
    done: dict[UUID, dict[str, datetime]] = field(default_factory=dict)
    structure: dict[UUID, dict[str, list[str]]] = field(default_factory=dict)
    outcomes: dict[UUID, dict[str, str]] = field(default_factory=dict)
    purposes: dict[UUID, list[str]] = field(default_factory=dict)
    risks: dict[UUID, CaseStatus] = field(default_factory=dict)
    crews: Mapping[UUID, Crew] = field(default_factory=dict)
    ends: Mapping[UUID, Mapping[str, date]] = field(default_factory=dict)


def case_dict(case: Case, *, at: datetime, locale: str) -> dict[str, Any]:
    """One case."""
    return case_dicts([case], at=at, locale=locale)[0]


def case_dicts(cases: Iterable[Case], *, at: datetime, locale: str) -> list[dict[str, Any]]:
    """Cases, in about a dozen queries however many."""
    ids = [case.pk for case in cases]
    related = ("account", "contract", "owner", "team")
    found = {row.pk: row for row in Case.objects.filter(pk__in=ids).select_related(*related)}
    rows = [found[pk] for pk in ids]
    parts = _parts(rows, at)
    with translation.override(locale):
        return [shape_of(row, parts, locale) for row in rows]


def risk_reasons(evidence: Mapping[str, Any] | None) -> list[Reason]:
    """Why a case was found at risk, from the evidence of its status."""
    return [
        Reason(
            part["code"],
            in_both(part["text"]["ja"], part["text"]["en"]),
            (evidence or {}).get("rule", ""),
            part.get("inputs", {}),
        )
        for part in (evidence or {}).get("parts", [])
    ]


def _parts(rows: list[Case], at: datetime) -> Parts:
    lines = lines_of(rows)
    parts = Parts(lines, gates_of(rows, at=at, lines=lines))
    attempts = [line.attempt.pk for line in lines.values()]
    parts.crews = _crews(rows, lines, at)
    parts.ends = planned_ends([line.attempt for line in lines.values()])
    done = PhaseCompletion.objects.living().filter(attempt__in=attempts, wave=None)
    for attempt, phase, when in done.values_list("attempt_id", "phase", "at"):
        parts.done.setdefault(attempt, {})[phase] = when
    members = StructureMember.objects.living().filter(attempt__in=attempts).order_by("created_at")
    for attempt, role, key in members.values_list("attempt_id", "role", "contact__key"):
        parts.structure.setdefault(attempt, {}).setdefault(role, []).append(key)
    names = ("achieved", "led_to", "evidence")
    for outcome in Outcome.objects.living().filter(attempt__in=attempts):
        parts.outcomes[outcome.attempt_id] = {name: getattr(outcome, name) for name in names}
    bought = AccountPurpose.objects.living().filter(ended_at=None).order_by("rank", "code")
    bought = bought.filter(account__in={row.account_id for row in rows})
    for account, code in bought.values_list("account_id", "code"):
        parts.purposes.setdefault(account, []).append(code)
    open_ones = CaseStatus.objects.living().filter(case__in=rows, until=None, status__in=FOUND)
    parts.risks = {row.case_id: row for row in open_ones}
    return parts


def _crews(rows: list[Case], lines: Mapping[UUID, Line], at: datetime) -> dict[UUID, Crew]:
    found = crews_of({line.attempt.pk: line.phases for line in lines.values()}, at=at)
    measured = {
        row.pk: (row, lines[row.pk], found[lines[row.pk].attempt.pk])
        for row in rows
        if lines[row.pk].attempt.pk in found
    }
    return crews_with_gates(measured, moment_of(at)) if measured else {}


def shape_of(case: Case, parts: Parts, locale: str) -> dict[str, Any]:
    """One case from what hangs on it."""
    line = parts.lines[case.pk]
    attempt = line.attempt
    structure = parts.structure.get(attempt.pk, {})
    purposes = parts.purposes.get(case.account_id, [])
    return {
        "id": str(case.pk),
        "account": case.account.key,
        "contract": case.contract.key if case.contract else None,
        "attempt": attempt.number,
        "status": case.status,
        "phase": case.phase,
        "phase_since": case.phase_since.isoformat(),
        "phases": [_phase(one, case, line, parts, locale) for one in line.phases.phases],
        "owner": case.owner.email if case.owner else None,
        "team": case.team.key if case.team else None,
        "started": attempt.started.isoformat(),
        "target_end": attempt.target_end.isoformat(),
        "ended": attempt.ended.isoformat() if attempt.ended else None,
        "result": attempt.result or None,
        "temperature": case.temperature_cs,
        "temperature_sales": case.temperature_sales,
        "purposes": [code for code in purposes if code not in case.excluded_purposes],
        "structure": {
            "owner": next(iter(structure.get("owner", ())), None),
            "sponsor": next(iter(structure.get("sponsor", ())), None),
            "site_leads": structure.get("site_lead", []),
        },
        "outcome": parts.outcomes.get(attempt.pk),
        **{status: _found(parts.risks.get(case.pk), status) for status in FOUND},
        "waves": waves_dict(parts.crews[case.pk], case, line.phases, locale)
        if case.pk in parts.crews
        else None,
        "version": case.version,
    }


def _phase(phase: Phase, case: Case, line: Line, parts: Parts, locale: str) -> dict[str, Any]:
    when = parts.done.get(line.attempt.pk, {}).get(phase.code)
    state = "passed" if when else "here" if case.phase == phase.code else "ahead"
    gate = parts.gates.get(case.pk, {}).get(phase.code)
    first = original_end(line, phase.code)
    return {
        "code": phase.code,
        "name": phase.name.of(locale),
        "state": state,
        "planned_end": parts.ends.get(line.attempt.pk, {}).get(phase.code, first).isoformat(),
        "completed_at": when.isoformat() if when else None,
        "gate": _gate(gate, passed=when is not None),
    }


def _gate(gate: Gate | None, *, passed: bool) -> dict[str, Any] | None:
    """Whether it is open; nothing where it was not measured."""
    if passed:
        return {"open": True, "reasons": []}
    if gate is None:
        return None
    return {"open": gate.open, "reasons": [reason_dict(reason) for reason in gate.reasons]}


def _found(row: CaseStatus | None, status: str) -> dict[str, Any] | None:
    if row is None or row.status != status:
        return None
    reasons = [reason_dict(reason) for reason in risk_reasons(row.evidence)]
    return {"since": row.since.isoformat(), "reasons": reasons}
