"""The sites of a case in the one public shape."""

from __future__ import annotations

from typing import Any

from senro.programs.rules import PhaseSet

from ..models import Case
from ..rules.waves import Crew, Wave, share_of
from .reason_dicts import reason_dict


def waves_dict(crew: Crew, case: Case, phases: PhaseSet, locale: str) -> dict[str, Any] | None:
    """How far all of them are, the one furthest back, and each; None where there are none."""
    if not crew.waves:
        return None
    phase = case.phase if case.phase in crew.span or not crew.span else ""
    slowest = crew.slowest
    here = crew.there(phase) if phase else crew.waves if case.phase == crew.after else ()
    return {
        "mode": crew.mode,
        "from": crew.span[0] if crew.span else None,
        "to": crew.span[-1] if crew.span else None,
        "phase": case.phase,
        "here": len(here),
        "total": len(crew.waves),
        "through": sum(crew.through(wave) for wave in crew.waves),
        "slowest": _brief(crew, slowest) if slowest else None,
        "items": [wave_dict(crew, wave, phases, locale) for wave in crew.waves],
    }


def _brief(crew: Crew, wave: Wave) -> dict[str, Any]:
    return {
        "id": str(wave.id),
        "name": wave.name,
        "phase": crew.phase_of(wave),
        "measure": share_of(wave),
    }


def wave_dict(crew: Crew, wave: Wave, phases: PhaseSet, locale: str) -> dict[str, Any]:
    """One site."""
    code = crew.phase_of(wave)
    phase, since, gate = phases.phase(code), crew.since(wave), wave.gate
    return {
        "id": str(wave.id),
        "name": wave.name,
        "site": wave.site or None,
        "order": wave.order,
        "phase": code or None,
        "phase_name": phase.name.of(locale) if phase else None,
        "phase_since": since.isoformat() if since else None,
        "state": "through" if crew.through(wave) else "waits" if crew.waits(wave) else "under_way",
        "end_users": wave.users,
        "measure": share_of(wave),
        "completed": {code: at.isoformat() for code, at in wave.done.items()},
        "gate": {
            "open": gate.open,
            "reasons": [reason_dict(reason) for reason in gate.reasons],
        }
        if gate
        else None,
        "version": wave.version,
    }
