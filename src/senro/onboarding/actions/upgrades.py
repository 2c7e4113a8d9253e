"""A running case takes over a newer or another phase set, because somebody chose so."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Reason
from senro.kernel.models import Version
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.programs.queries import label_of, phase_set_for, phase_set_of
from senro.programs.rules import INTAKE

from ..models import Attempt, Case, PhaseCompletion, Task
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..queries.said import said
from ..rules.machine import MOVING, PARKED
from ..rules.upgrades import Mapped, mapped
from ..steps.cases import create_all, locked, move_to, product_of
from ..steps.plan import add_new_tasks


class CannotUpgrade(Conflict):
    """The case cannot go on in the other phase set."""

    code = "cannot_upgrade"
    message = _("This case cannot be upgraded.")


@verb("onboarding.case.upgraded", _("Phases exchanged"), permission="case.change")
def upgrade_case(
    change: Change, *, case: Case, version: Version | None = None, by: Actor, at: datetime
) -> Case:
    """Lead a running case on by a published phase set: by default by the one new cases get now.

    Phases are found again by their code, else by their standard code. What is completed and done
    stays, new tasks are added. Raises CannotUpgrade with reasons.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    version = version or phase_set_for(at, case.account.tier, product_of(case))[0]
    if version.pk == line.attempt.phase_set_id:
        return case
    new = phase_set_of(version)
    rows = list(PhaseCompletion.objects.living().filter(attempt=line.attempt))
    passed = [row.phase for row in rows if row.wave_id is None]
    found = mapped(line.phases, new, case.phase, passed)
    reasons = _reasons(case, version, found, at)
    if reasons:
        raise CannotUpgrade(reasons=tuple(reasons))
    change.about(case.account)
    change.evidence = {"from": line.version, "to": label_of(version)}
    change.version = label_of(version)
    change.update(line.attempt, phase_set=version)
    _completions(change, line.attempt, rows, found, at)
    _open_tasks(change, line.attempt, found)
    since = case.phase_since
    move_to(change, case, new, found.phase, since)
    if found.phase != INTAKE:
        add_new_tasks(change, case, line.attempt, new, moment_of(at).today)
    change.subject(case)
    return case


def _reasons(case: Case, version: Version, found: Mapped, at: datetime) -> list[Reason]:
    reasons = []
    if case.status not in (*MOVING, *PARKED):
        reasons.append(Reason("not_running", _("Only a running case can be upgraded.")))
    if version.kind != "phase_set" or version.number == 0:
        reasons.append(Reason("not_published", _("Only a published phase set can be used.")))
    elif version.effective_from and version.effective_from > at:
        reasons.append(Reason("not_in_effect", _("This version does not hold yet.")))
    if found.lost:
        line = line_of(case).phases.phase(found.lost)
        words = _("The new phases have no counterpart of the phase the case is in.")
        inputs = {"phase": found.lost, "name": str(said(line.name)) if line else found.lost}
        reasons.append(Reason("no_counterpart", words, "", inputs))
    return reasons


def _completions(
    change: Change, attempt: Attempt, rows: list[PhaseCompletion], found: Mapped, at: datetime
) -> None:
    """Completions stand under the new codes; a phase that did not exist counts as passed."""
    newest: dict[tuple[object, str], PhaseCompletion] = {}
    for row in sorted(rows, key=lambda one: one.at):
        newest[(row.wave_id, found.codes.get(row.phase, row.phase))] = row
    kept = {row.pk for row in newest.values()}
    # Of several phases that became one, the last completion says when it was passed.
    for row in rows:
        if row.pk not in kept:
            change.remove(row)
    for (_wave, code), row in newest.items():
        change.update(row, phase=code)
    latest = max((row.at for row in rows), default=attempt.began_at or at)
    skipped = [
        PhaseCompletion(attempt=attempt, phase=code, at=latest, by_id=change.by.person_id,
                        imported=True)
        for code in found.skipped
        if (None, code) not in newest
    ]  # fmt: skip
    create_all(change, skipped)


def _open_tasks(change: Change, attempt: Attempt, found: Mapped) -> None:
    for task in Task.objects.living().filter(attempt=attempt, done_at=None):
        code = found.codes.get(task.phase, found.phase)
        if code != task.phase:
            change.update(task, phase=code)
