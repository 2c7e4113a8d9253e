"""Passing a phase's gate, and opening a phase again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Missing
from senro.kernel.models import Fact
from senro.kernel.rules.access import Actor
from senro.kernel.undo import guard
from senro.kernel.verbs import Change, verb

from ..models import Case, PhaseCompletion
from ..queries.gates import Line, crew_of, gates_of, line_of
from ..rules.machine import MOVING
from ..steps.cases import locked, move_to, needed
from ..steps.passing import (
    arrive,
    complete,
    completion_of,
    measured,
    must_not_wait,
    open_for_all,
    pass_sites,
    since_of,
    unfinish,
)


class GateClosed(Conflict):
    """The gate's conditions are not all met; `reasons` says which."""

    code = "gate_closed"
    message = _("The gate is still closed.")


class NotCurrentPhase(Conflict):
    """Only the phase that a case is in can be completed."""

    code = "not_current_phase"
    message = _("The case is not in this phase.")


class CaseNotMoving(Conflict):
    """A parked or ended case goes through no gate."""

    code = "case_not_moving"
    message = _("The case is off the line: bring it back first.")


class LaterPhaseDone(Conflict):
    """A later phase was completed; that one has to be opened first."""

    code = "later_phase_done"
    message = _("A later phase has been completed. Open that one first.")


class StatusMovedOn(Conflict):
    """The case has gone on since it was complete."""

    code = "status_moved_on"
    message = _("The case has gone on since it was completed.")


@verb("onboarding.phase.completed", _("Phase completed"), permission="case.change")
def complete_phase(
    change: Change, *, case: Case, phase: str, by: Actor, at: datetime, override: str = ""
) -> PhaseCompletion:
    """Pass the gate of the phase that the case is in. A phase that was passed stays as it is.

    `override` is a manager's reason to pass a closed gate, or all gates up to that of a phase ahead.
    Passing the last gate completes the attempt and begins the watch. Raises GateClosed,
    NotCurrentPhase, CaseNotMoving, Missing; where sites pass it one by one, PilotFirst too.
    """
    case = locked(case)
    require(by, "case.override" if override else "case.change", case.team_id)
    line = line_of(case)
    if line.phases.phase(phase) is None:
        raise Missing()
    done = completion_of(line.attempt, phase)
    if done is not None:
        return done
    following = line.phases.after(phase)
    passing = _passing(line, case.phase, phase, ahead=bool(override.strip()))
    if following is None or not passing:
        raise NotCurrentPhase(phase=case.phase)
    if case.status not in MOVING:
        raise CaseNotMoving(status=case.status)
    gates = gates_of([case], at=at, lines={case.pk: line})[case.pk]
    gate, crew = gates[phase], crew_of(case, line, at=at)
    if not override.strip():
        if phase in crew.span:
            must_not_wait(crew, crew.waves)
        if gate.open is not True:
            raise GateClosed(reasons=gate.reasons, phase=phase)
    change.subject(case)
    change.about(case.account)
    change.version, change.reason = line.version, override.strip()
    change.evidence = {"phase": phase, "to": following.code, "gate": measured(gate)}
    if len(passing) > 1:
        change.evidence["skipped"] = list(passing[:-1])
    pass_sites(change, line, crew, passing, gates, override.strip())
    rows = [complete(change, line, gates[code], override.strip()) for code in passing]
    arrive(change, case, line, following.code, at)
    return rows[-1]


@verb("onboarding.phase.reopened", _("Phase opened again"), permission="case.change")
def reopen_phase(
    change: Change, *, case: Case, phase: str, reason: str, by: Actor, at: datetime
) -> Case:
    """The phase is open again; that it was completed stays on record. Only the latest can be.

    Raises LaterPhaseDone, StatusMovedOn, Missing when it is not complete, Invalid without a reason.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    needed(reason=reason)
    line = line_of(case)
    row = completion_of(line.attempt, phase)
    if row is None:
        if line.phases.phase(phase) is not None and case.phase == phase:
            return case
        raise Missing()
    _must_be_latest(line, phase)
    if case.status == "completed":
        unfinish(change, case, line.attempt)
    elif case.phase == line.phases.last.code:
        raise StatusMovedOn(status=case.status)
    change.remove(row)
    open_for_all(change, line, [phase])
    move_to(change, case, line.phases, phase, since_of(line, phase))
    change.subject(case)
    change.about(case.account)
    change.reason = reason.strip()
    change.evidence = {"phase": phase}
    change.undoes = _fact_of(case, row)
    return case


@guard("onboarding.phase.completed")
def _latest_only(fact: Fact) -> None:
    case = Case.objects.get(pk=fact.subject_id)
    phase = str((fact.evidence or {}).get("phase", ""))
    line = line_of(case)
    if completion_of(line.attempt, phase) is not None:
        _must_be_latest(line, phase)


def _passing(line: Line, here: str, phase: str, *, ahead: bool) -> tuple[str, ...]:
    """The phases that are completed: the present one, or with an override all up to one ahead."""
    start, end = line.phases.index(here), line.phases.index(phase)
    if start < 0 or end < start or (end > start and not ahead):
        return ()
    return line.phases.codes[start : end + 1]


def _must_be_latest(line: Line, phase: str) -> None:
    done = PhaseCompletion.objects.living().filter(attempt=line.attempt, wave=None)
    later = [code for code in done.values_list("phase", flat=True) if _after(line, code, phase)]
    if later:
        raise LaterPhaseDone(later=sorted(later))


def _after(line: Line, code: str, phase: str) -> bool:
    return line.phases.index(code) > line.phases.index(phase)


def _fact_of(case: Case, row: PhaseCompletion) -> UUID | None:
    """The fact that this opens again, so that it counts as undone."""
    facts = Fact.objects.filter(
        subject_kind="case", subject_id=case.pk, verb="onboarding.phase.completed"
    )
    for fact in facts.order_by("-seq"):
        if any(part["id"] == str(row.pk) for part in fact.touched or []):
            return fact.id
    return None
