"""Completing phases, and what their gates ask for."""

from __future__ import annotations

from typing import Any

from senro.onboarding import actions

from ...bodies import read
from ...bodies_cases import (
    Because,
    Complete,
    Evidence,
    MaybeBecause,
    OutcomeIn,
    PolicyIn,
    RankedPurpose,
    Structure,
)
from ...ids import key_of
from ...requests import ApiRequest
from ...routes import writes
from ...shapes_cases import Case as CaseShape
from .base import case_of, may_change, router, shown, who


@writes(router, "PUT", "/cases/{id}/phases/{code}/completion", CaseShape, takes=Complete)
def complete_phase(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Complete a phase; putting it twice changes nothing.

    A closed gate is 409 `gate_closed` with its reasons. A manager may override with a reason.
    """
    case, phase = case_of(request, id), key_of(code)
    may_change(request, case)
    override = read(request, Complete).override
    reason = override.reason if override else ""
    actions.complete_phase(case=case, phase=phase, override=reason, **who(request))
    return shown(request, case)


@writes(router, "DELETE", "/cases/{id}/phases/{code}/completion", CaseShape, takes=Because)
def reopen_phase(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Open a phase again, with a reason. 409 `later_phase_done` when a later one is done."""
    case, phase = case_of(request, id), key_of(code)
    may_change(request, case)
    reason = read(request, Because).reason
    actions.reopen_phase(case=case, phase=phase, reason=reason, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/purposes/{code}", CaseShape, takes=RankedPurpose)
def set_case_purpose(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Why the customer bought: one purpose and its rank."""
    case, purpose = case_of(request, id), key_of(code)
    may_change(request, case)
    rank = read(request, RankedPurpose).rank
    actions.set_case_purpose(case=case, code=purpose, rank=rank, **who(request))
    return shown(request, case)


@writes(router, "DELETE", "/cases/{id}/purposes/{code}", CaseShape, takes=MaybeBecause)
def exclude_purpose(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Leave a purpose out of this case; the account keeps it."""
    case, purpose = case_of(request, id), key_of(code)
    may_change(request, case)
    reason = read(request, MaybeBecause).reason
    actions.exclude_purpose(case=case, code=purpose, reason=reason, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/structure", CaseShape, takes=Structure)
def set_structure(request: ApiRequest, id: str) -> dict[str, Any]:
    """Who at the customer stands for the project (keys of contacts)."""
    case = case_of(request, id)
    may_change(request, case)
    people = read(request, Structure).model_dump(exclude_unset=True)
    actions.set_structure(case=case, **people, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/gate-items/{code}", CaseShape, takes=Evidence)
def attest_gate_item(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Vouch for an item of a gate that cannot be measured yet."""
    case, item = case_of(request, id), key_of(code)
    may_change(request, case)
    evidence = read(request, Evidence).evidence
    actions.attest_gate_item(case=case, code=item, evidence=evidence, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/promotion-policy", CaseShape, takes=PolicyIn)
def set_promotion_policy(request: ApiRequest, id: str) -> dict[str, Any]:
    """How the customer goes on after onboarding: who leads it, and dated steps."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, PolicyIn)
    steps = [{"what": step.what, "due": step.due.isoformat()} for step in body.steps]
    actions.set_promotion_policy(case=case, owner=body.owner, steps=steps, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/outcome", CaseShape, takes=OutcomeIn)
def set_outcome(request: ApiRequest, id: str) -> dict[str, Any]:
    """What the onboarding achieved, what that led to, and what shows it."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, OutcomeIn)
    actions.set_outcome(case=case, **body.model_dump(), **who(request))
    return shown(request, case)
