"""Passing a phase's gate, and opening a phase again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Missing
from senro.kernel.models import Fact
from senro.kernel.rules.access import Actor
from senro.kernel.undo import guard
from senro.kernel.verbs import Change, verb
from senro.programs.queries import policy

from ..models import Attempt, Case, CaseStatus, PhaseCompletion, Watch
from ..queries.gates import Gate, Line, gates_of, line_of
from ..queries.moments import moment_of
from ..rules.machine import MOVING
from ..steps.cases import locked, move_to, needed, set_status


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
    NotCurrentPhase, CaseNotMoving, Missing.
    """
    case = locked(case)
    require(by, "case.override" if override else "case.change", case.team_id)
    line = line_of(case)
    if line.phases.phase(phase) is None:
        raise Missing()
    done = _completion(line.attempt, phase)
    if done is not None:
        return done
    following = line.phases.after(phase)
    passing = _passing(line, case.phase, phase, ahead=bool(override.strip()))
    if following is None or not passing:
        raise NotCurrentPhase(phase=case.phase)
    if case.status not in MOVING:
        raise CaseNotMoving(status=case.status)
    gates = gates_of([case], at=at, lines={case.pk: line})[case.pk]
    gate = gates[phase]
    if gate.open is not True and not override.strip():
        raise GateClosed(reasons=gate.reasons, phase=phase)
    change.subject(case)
    change.about(case.account)
    change.version, change.reason = line.version, override.strip()
    change.evidence = {"phase": phase, "to": following.code, "gate": _measured(gate)}
    if len(passing) > 1:
        change.evidence["skipped"] = list(passing[:-1])
    rows = [_complete(change, line, gates[code], override.strip()) for code in passing]
    move_to(change, case, line.phases, following.code, at)
    if following is line.phases.last:
        _finish(change, case, line.attempt)
    elif case.status == "relaunching":
        set_status(change, case, "active")
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
    row = _completion(line.attempt, phase)
    if row is None:
        if line.phases.phase(phase) is not None and case.phase == phase:
            return case
        raise Missing()
    _must_be_latest(line, phase)
    if case.status == "completed":
        _unfinish(change, case, line.attempt)
    elif case.phase == line.phases.last.code:
        raise StatusMovedOn(status=case.status)
    change.remove(row)
    move_to(change, case, line.phases, phase, _since(line, phase))
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
    if _completion(line.attempt, phase) is not None:
        _must_be_latest(line, phase)


def _passing(line: Line, here: str, phase: str, *, ahead: bool) -> tuple[str, ...]:
    """The phases that are completed: the present one, or with an override all up to one ahead."""
    start, end = line.phases.index(here), line.phases.index(phase)
    if start < 0 or end < start or (end > start and not ahead):
        return ()
    return line.phases.codes[start : end + 1]


def _complete(change: Change, line: Line, gate: Gate, override: str) -> PhaseCompletion:
    row = PhaseCompletion(
        attempt=line.attempt,
        phase=gate.phase,
        at=change.at,
        by_id=change.by.person_id,
        measured=_measured(gate),
        override_reason=override if gate.open is not True else "",
    )
    change.create(row)
    return row


def _measured(gate: Gate) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in gate.rows:
        found.update({name: _plain(value) for name, value in row.inputs.items()})
        if row.attested is not None:
            found[row.code] = row.attested.evidence
    return found


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | str | list | None) else str(value)


def _finish(change: Change, case: Case, attempt: Attempt) -> None:
    """The attempt is complete: its result, the status, the watch."""
    moment = moment_of(change.at)
    change.update(attempt, ended=moment.today, result="success")
    set_status(change, case, "completed")
    days = int(policy("watch_days", change.at, case.account.tier))
    ends = moment.today + timedelta(days=days)
    change.create(Watch(attempt=attempt, since=change.at, ends_on=ends))


def _unfinish(change: Change, case: Case, attempt: Attempt) -> None:
    change.update(attempt, ended=None, result="")
    for watch in Watch.objects.living().filter(attempt=attempt):
        change.remove(watch)
    rows = CaseStatus.objects.living().filter(case=case).order_by("-since", "-pk")
    current, before = rows[0], rows[1] if len(rows) > 1 else None
    change.remove(current)
    if before is None:
        change.create(CaseStatus(case=case, status="active", since=current.since))
    else:
        change.update(before, until=None)
    change.update(case, status=before.status if before else "active")


def _completion(attempt: Attempt, phase: str) -> PhaseCompletion | None:
    return PhaseCompletion.objects.living().filter(attempt=attempt, wave=None, phase=phase).first()


def _must_be_latest(line: Line, phase: str) -> None:
    done = PhaseCompletion.objects.living().filter(attempt=line.attempt, wave=None)
    later = [code for code in done.values_list("phase", flat=True) if _after(line, code, phase)]
    if later:
        raise LaterPhaseDone(later=sorted(later))


def _after(line: Line, code: str, phase: str) -> bool:
    return line.phases.index(code) > line.phases.index(phase)


def _since(line: Line, phase: str) -> datetime:
    """When the phase had begun: with the completion before it, else with the attempt."""
    before = line.phases.codes[: line.phases.index(phase)]
    rows = PhaseCompletion.objects.living().filter(
        attempt=line.attempt, wave=None, phase__in=before
    )
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return last or line.attempt.began_at or line.attempt.created_at


def _fact_of(case: Case, row: PhaseCompletion) -> UUID | None:
    """The fact that this opens again, so that it counts as undone."""
    facts = Fact.objects.filter(
        subject_kind="case", subject_id=case.pk, verb="onboarding.phase.completed"
    )
    for fact in facts.order_by("-seq"):
        if any(part["id"] == str(row.pk) for part in fact.touched or []):
            return fact.id
    return None
