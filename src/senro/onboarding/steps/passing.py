"""What passing a gate does to a case: its phase, its end, and its sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict
from senro.kernel.verbs import Change
from senro.programs.queries import policy

from ..models import Attempt, Case, CaseStatus, PhaseCompletion, Watch
from ..queries.crews import crews_of
from ..queries.gate_rows import Gate
from ..queries.gates import Line
from ..queries.moments import moment_of
from ..rules.waves import Crew, Wave
from .cases import move_to, set_status


class PilotFirst(Conflict):
    """The other sites start once the first one has met what its gate asks for."""

    code = "pilot_first"
    message = _("The other sites start once the first one has met its criteria.")


def complete(
    change: Change, line: Line, gate: Gate, override: str, wave: Wave | None = None
) -> PhaseCompletion:
    """The row that says so, with what was measured at that moment."""
    row = PhaseCompletion(
        attempt=line.attempt,
        wave_id=wave.id if wave else None,
        phase=gate.phase,
        at=change.at,
        by_id=change.by.person_id,
        measured=measured(gate),
        override_reason=override if gate.open is not True else "",
    )
    change.create(row)
    return row


def measured(gate: Gate) -> dict[str, object]:
    """The values a gate was passed with, as JSON."""
    found: dict[str, object] = {}
    for row in gate.rows:
        found.update({name: _plain(value) for name, value in row.inputs.items()})
        if row.attested is not None:
            found[row.code] = row.attested.evidence
    return found


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | str | list | None) else str(value)


def arrive(change: Change, case: Case, line: Line, code: str, since: datetime) -> None:
    """The case is in a phase from then on; the set's last one completes it."""
    move_to(change, case, line.phases, code, since)
    if code == line.phases.last.code:
        finish(change, case, line.attempt)
    elif case.status == "relaunching":
        set_status(change, case, "active")


def finish(change: Change, case: Case, attempt: Attempt) -> None:
    """The attempt is complete: its result, the status, the watch."""
    moment = moment_of(change.at)
    change.update(attempt, ended=moment.today, result="success")
    set_status(change, case, "completed")
    days = int(policy("watch_days", change.at, case.account.tier))
    ends = moment.today + timedelta(days=days)
    change.create(Watch(attempt=attempt, since=change.at, ends_on=ends))


def unfinish(change: Change, case: Case, attempt: Attempt) -> None:
    """The attempt goes on: its result, the watch and the status are taken back."""
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


def completion_of(attempt: Attempt, phase: str) -> PhaseCompletion | None:
    """The row that says that the case has left a phase."""
    return PhaseCompletion.objects.living().filter(attempt=attempt, wave=None, phase=phase).first()


def since_of(line: Line, phase: str) -> datetime:
    """When the phase had begun: with the completion before it, else with the attempt."""
    before = line.phases.codes[: line.phases.index(phase)]
    rows = PhaseCompletion.objects.living().filter(
        attempt=line.attempt, wave=None, phase__in=before
    )
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return last or line.attempt.began_at or line.attempt.created_at


def follow(change: Change, case: Case, line: Line, gates: dict[str, Gate] | None = None) -> None:
    """Let the case be where its sites have come to: past a phase with the first of them that is,
    past their last one when all are."""
    crew = crews_of({line.attempt.pk: line.phases}, at=change.at).get(line.attempt.pk)
    if crew is None or line.phases.index(case.phase) < line.phases.index(crew.span[0]):
        return
    there = PhaseCompletion.objects.living().filter(attempt=line.attempt, wave=None)
    rows = {row.phase: row for row in there.filter(phase__in=crew.span)}
    for code in crew.span:
        if code in crew.passed and code not in rows:
            complete(change, line, (gates or {}).get(code) or Gate(code, True), "")
        elif code in rows and code not in crew.passed:
            change.remove(rows[code])
    code = next((one for one in crew.span if one not in crew.passed), crew.after)
    if code == case.phase:
        return
    if line.phases.index(code) > line.phases.index(case.phase):
        arrive(change, case, line, code, change.at)
        return
    if case.status == "completed":
        unfinish(change, case, line.attempt)
    move_to(change, case, line.phases, code, since_of(line, code))


def open_for_all(change: Change, line: Line, phases: Iterable[str]) -> None:
    """No site has passed these any more."""
    rows = PhaseCompletion.objects.living().filter(attempt=line.attempt, phase__in=list(phases))
    for row in rows.exclude(wave=None):
        change.remove(row)


def pass_sites(
    change: Change,
    line: Line,
    crew: Crew,
    passing: Sequence[str],
    gates: Mapping[str, Gate],
    override: str,
) -> None:
    """Every site passes these phases with the case, and what it had left before them."""
    last = max((crew.place(code) for code in passing if code in crew.span), default=-1)
    for wave in crew.waves:
        for code in crew.span[: last + 1]:
            if code not in wave.done:
                complete(change, line, gates[code], override, wave)


def must_not_wait(crew: Crew, waves: Iterable[Wave]) -> None:
    """Raises PilotFirst, with what is missing at the first site, when any of these has to wait."""
    if any(crew.waits(wave) and not crew.through(wave) for wave in waves):
        pilot = crew.pilots[0]
        reasons = pilot.gate.reasons if pilot.gate else ()
        raise PilotFirst(reasons=reasons, pilot=pilot.name, phase=crew.phase_of(pilot))
