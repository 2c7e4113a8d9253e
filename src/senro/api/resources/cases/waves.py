"""The sites of a case that are rolled out as units."""

from __future__ import annotations

from typing import Any

from senro.kernel.errors import Missing
from senro.onboarding import actions
from senro.onboarding.models import Case, SiteWave

from ...bodies import read
from ...bodies_cases import (
    Because,
    Complete,
    Evidence,
    MaybeBecause,
    WaveChange,
    WavesIn,
    WavesOrder,
)
from ...ids import key_of, uuid_of
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_cases import Case as CaseShape
from ...shapes_cases import Waves
from ...versions import unchanged
from .base import case_of, case_with, may_change, router, shown, who

NONE = {
    "mode": "parallel",
    "here": 0,
    "total": 0,
    "through": 0,
    "slowest": None,
    "items": [],
}


@reads(router, "/cases/{id}/waves", Waves)
def list_waves(request: ApiRequest, id: str) -> dict[str, Any]:
    """Where each site stands, in their order."""
    case = case_with(request, id)
    return shown(request, case)["waves"] or {**NONE, "phase": case.phase}


@writes(router, "POST", "/cases/{id}/waves", CaseShape, takes=WavesIn, created=True)
def add_waves(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """Add sites. A name that is there stays as it is."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, WavesIn)
    waves = [one.model_dump() for one in body.waves]
    actions.add_waves(case=case, waves=waves, mode=body.mode or "", **who(request))
    return shown(request, case), 201


@writes(router, "PUT", "/cases/{id}/waves", CaseShape, takes=WavesOrder)
def arrange_waves(request: ApiRequest, id: str) -> dict[str, Any]:
    """Run all sites side by side, or the first one ahead of the others; and in which order."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, WavesOrder)
    actions.arrange_waves(case=case, mode=body.mode or "", order=body.order, **who(request))
    return shown(request, case)


@writes(router, "PATCH", "/cases/{id}/waves/{wave}", CaseShape, takes=WaveChange)
def change_wave(request: ApiRequest, id: str, wave: str) -> dict[str, Any]:
    """Rename a site, or link it to another of the customer's own."""
    case = case_with(request, id)
    row = _wave(case, wave)
    unchanged(request, row.version)
    may_change(request, case)
    fields = read(request, WaveChange).model_dump(exclude_unset=True)
    actions.change_wave(wave=row, fields=fields, **who(request))
    return shown(request, case)


@writes(router, "DELETE", "/cases/{id}/waves/{wave}", CaseShape, takes=MaybeBecause)
def remove_wave(request: ApiRequest, id: str, wave: str) -> dict[str, Any]:
    """The site is not rolled out."""
    case = case_of(request, id)
    row = _wave(case, wave)
    may_change(request, case)
    reason = read(request, MaybeBecause).reason
    actions.remove_wave(wave=row, reason=reason, **who(request))
    return shown(request, case)


@writes(
    router, "PUT", "/cases/{id}/waves/{wave}/phases/{code}/completion", CaseShape, takes=Complete
)
def complete_wave(request: ApiRequest, id: str, wave: str, code: str) -> dict[str, Any]:
    """Complete a phase for one site; putting it twice changes nothing.

    409 `gate_closed` with what this site lacks, or `pilot_first` with what the first site lacks.
    """
    case, phase = case_of(request, id), key_of(code)
    row = _wave(case, wave)
    may_change(request, case)
    override = read(request, Complete).override
    reason = override.reason if override else ""
    actions.complete_waves(case=case, waves=[row], phase=phase, override=reason, **who(request))
    return shown(request, case)


@writes(
    router, "DELETE", "/cases/{id}/waves/{wave}/phases/{code}/completion", CaseShape, takes=Because
)
def reopen_wave(request: ApiRequest, id: str, wave: str, code: str) -> dict[str, Any]:
    """Open a phase again for one site, with a reason."""
    case, phase = case_of(request, id), key_of(code)
    row = _wave(case, wave)
    may_change(request, case)
    reason = read(request, Because).reason
    actions.reopen_wave(wave=row, phase=phase, reason=reason, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/waves/{wave}/gate-items/{code}", CaseShape, takes=Evidence)
def attest_wave_item(request: ApiRequest, id: str, wave: str, code: str) -> dict[str, Any]:
    """Vouch, for one site, for an item of its gate that nothing measures there."""
    case, item = case_of(request, id), key_of(code)
    row = _wave(case, wave)
    may_change(request, case)
    evidence = read(request, Evidence).evidence
    actions.attest_wave_item(wave=row, code=item, evidence=evidence, **who(request))
    return shown(request, case)


def _wave(case: Case, id: str) -> SiteWave:
    rows = SiteWave.objects.living().select_related("attempt__case")
    row = rows.filter(attempt__case=case, attempt__number=case.attempt_no, pk=uuid_of(id)).first()
    if row is None:
        raise Missing()
    return row
