"""Single sites at a gate: passing it, opening it again, vouching for an item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Missing, Reason
from senro.kernel.models import Fact
from senro.kernel.rules.access import Actor
from senro.kernel.undo import guard
from senro.kernel.verbs import Change, verb

from ..models import Case, GateAttestation, PhaseCompletion, SiteWave
from ..queries.gates import Gate, Line, crew_of, line_of
from ..rules.machine import MOVING
from ..rules.waves import Crew, Wave
from ..steps.cases import locked, needed
from ..steps.passing import complete, completion_of, follow, measured, must_not_wait
from .gate_items import NotAttestable
from .phases import CaseNotMoving, GateClosed, LaterPhaseDone, NotCurrentPhase


class OthersFollowed(Conflict):
    """Other sites have come as far since; undoing this would leave them ahead of the case."""

    code = "others_followed"
    message = _("Other sites have come as far since. Open the phase again for this site instead.")


@verb("onboarding.wave.completed", _("Phase completed for sites"), permission="case.change")
def complete_waves(
    change: Change,
    *,
    case: Case,
    waves: Sequence[SiteWave],
    phase: str,
    by: Actor,
    at: datetime,
    override: str = "",
) -> list[PhaseCompletion]:
    """These sites pass the gate of the phase they are in, all of them or none.

    The case is in the furthest phase that any site has reached, and leaves the last one with the
    last of them. `override` is a manager's reason. Raises GateClosed (reasons by site), PilotFirst,
    NotCurrentPhase, CaseNotMoving, Missing.
    """
    case, override = locked(case), override.strip()
    require(by, "case.override" if override else "case.change", case.team_id)
    line = line_of(case)
    crew = crew_of(case, line, at=at)
    chosen = [crew.wave(wave.pk) for wave in waves]
    if phase not in crew.span or None in chosen or not chosen:
        raise Missing()
    todo = [wave for wave in chosen if wave is not None and phase not in wave.done]
    if todo:
        _must_be_here(case, line, crew, todo, phase)
        if not override:
            must_not_wait(crew, todo)
            _must_be_open(todo, phase)
        for wave in todo:
            complete(change, line, wave.gate, override, wave)
        before = case.phase
        follow(change, case, line, {phase: todo[0].gate} if len(crew.waves) == 1 else None)
        _told(change, case, line, todo, phase)
        change.reason = override
        if case.phase != before:
            change.evidence = {**(change.evidence or {}), "to": case.phase}
    rows = PhaseCompletion.objects.living().filter(wave__in=[w.pk for w in waves], phase=phase)
    return list(rows.order_by("wave__order"))


@verb("onboarding.wave.reopened", _("Phase opened again for a site"), permission="case.change")
def reopen_wave(
    change: Change, *, wave: SiteWave, phase: str, reason: str, by: Actor, at: datetime
) -> Case:
    """The phase is open again for this site; the case goes back with it where no other is ahead.

    Raises LaterPhaseDone, Missing when it is not complete, Invalid without a reason.
    """
    case = locked(wave.attempt.case)
    require(by, "case.change", case.team_id)
    needed(reason=reason)
    line = line_of(case)
    crew = crew_of(case, line, at=at)
    found = crew.wave(wave.pk)
    if found is None or phase not in crew.span:
        raise Missing()
    if phase not in found.done:
        if crew.phase_of(found) == phase:
            return case
        raise Missing()
    later = [code for code in found.done if crew.place(code) > crew.place(phase)]
    later += _beyond(line, crew)
    if later:
        raise LaterPhaseDone(later=sorted(later))
    for row in PhaseCompletion.objects.living().filter(wave=wave, phase=phase):
        change.remove(row)
    follow(change, case, line)
    _told(change, case, line, [found], phase)
    change.reason = reason.strip()
    return case


@verb("onboarding.wave.attested", _("Gate item vouched for at a site"), permission="case.change")
def attest_wave_item(
    change: Change, *, wave: SiteWave, code: str, evidence: str, by: Actor, at: datetime
) -> GateAttestation:
    """Vouch, for one site, for an item that nothing measures there.

    Raises NotAttestable, Missing, Invalid.
    """
    case = locked(wave.attempt.case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    found = crew_of(case, line, at=at).wave(wave.pk)
    if found is None:
        raise Missing()
    item = found.gate.row(code) if found.gate else None
    if item is None:
        raise Missing()
    needed(evidence=evidence)
    if not item.attestable:
        raise NotAttestable(code=code, inputs=dict(item.inputs))
    change.about(case, case.account)
    rows = GateAttestation.objects.living().filter(attempt=line.attempt, wave=wave, code=code)
    row = rows.first()
    if row is None:
        row = GateAttestation(
            attempt=line.attempt, wave=wave, code=code, evidence=evidence.strip(), at=at
        )
        change.create(row)
    elif row.evidence != evidence.strip():
        change.update(row, evidence=evidence.strip(), at=at)
    change.subject(row)
    change.evidence = {"sites": found.name}
    return row


@guard("onboarding.wave.completed")
def _latest_of_the_sites(fact: Fact) -> None:
    """Undone only while neither the sites themselves nor the case have gone on from there."""
    case = Case.objects.get(pk=fact.subject_id)
    line = line_of(case)
    phase = str((fact.evidence or {}).get("phase", ""))
    own = [part["id"] for part in fact.touched or [] if part["kind"] == "phasecompletion"]
    living = PhaseCompletion.objects.living().filter(attempt=line.attempt)
    if not living.filter(pk__in=own).exists():
        return
    crew = crew_of(case, line, at=fact.at)
    waves = living.filter(pk__in=own).exclude(wave=None).values_list("wave_id", flat=True)
    place, last = crew.place(phase), crew.place(phase) == len(crew.span) - 1
    later = [
        code
        for code in living.filter(wave__in=list(waves)).values_list("phase", flat=True)
        if crew.place(code) > place
    ]
    later += _beyond(line, crew)
    there = completion_of(line.attempt, phase)
    if last and there is not None and str(there.pk) not in own:
        later.append(phase)
    if later:
        raise LaterPhaseDone(later=sorted(later))
    others = living.filter(phase=phase).exclude(pk__in=own).exclude(wave=None)
    if there is not None and str(there.pk) in own and not last and others.exists():
        raise OthersFollowed()


def _beyond(line: Line, crew: Crew) -> list[str]:
    """Phases behind those of the sites that the case has passed."""
    end = line.phases.index(crew.span[-1])
    rows = PhaseCompletion.objects.living().filter(attempt=line.attempt, wave=None)
    codes = rows.values_list("phase", flat=True)
    return [code for code in codes if line.phases.index(code) > end]


def _must_be_here(case: Case, line: Line, crew: Crew, waves: list[Wave], phase: str) -> None:
    if line.phases.index(case.phase) < line.phases.index(crew.span[0]):
        raise NotCurrentPhase(phase=case.phase)
    elsewhere = [wave for wave in waves if crew.phase_of(wave) != phase]
    if elsewhere:
        raise NotCurrentPhase(phase=crew.phase_of(elsewhere[0]), site=elsewhere[0].name)
    if case.status not in MOVING:
        raise CaseNotMoving(status=case.status)


def _must_be_open(waves: list[Wave], phase: str) -> None:
    closed = [wave for wave in waves if wave.gate.open is not True]
    reasons = tuple(_of_site(reason, wave, len(waves)) for wave in closed for reason in wave.gate.reasons)  # fmt: skip
    if closed:
        raise GateClosed(reasons=reasons, phase=phase)


def _of_site(reason: Reason, wave: Wave, count: int) -> Reason:
    """A reason that says of which site it is."""
    words: Any = reason.message
    if count > 1:
        words = _("%(site)s: %(reason)s") % {"site": wave.name, "reason": reason.message}
    return Reason(reason.code, words, reason.rule, {**reason.inputs, "site": wave.name})


def _told(change: Change, case: Case, line: Line, waves: list[Wave], phase: str) -> None:
    change.subject(case)
    change.about(case.account)
    change.version = line.version
    names = [wave.name for wave in waves]
    gate: Gate | None = waves[0].gate if len(waves) == 1 else None
    change.evidence = {
        "phase": phase,
        "sites": "、".join(names[:5]) + ("…" if len(names) > 5 else ""),
        "count": len(names),
        "waves": [str(wave.id) for wave in waves],
    }
    if gate is not None:
        change.evidence["gate"] = measured(gate)
