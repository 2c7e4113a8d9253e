"""Gates of cases: which items are met, and why not. A constant number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from senro.kernel.names import Moment
from senro.kernel.prepared import values_by_id
from senro.programs.queries import label_of, phase_sets
from senro.programs.rules import GateItem, Phase, PhaseSet

from ..models import Attempt, Case
from ..rules.waves import Crew
from .completion_steps import open_steps, with_rows
from .crews import Vouched, attestations, crews_of, gate_of_all, measured
from .gate_rows import COMPANIONS, Gate, gate_from
from .moments import moment_of
from .said import rule_of

__all__ = ["COMPANIONS", "Gate", "Line", "crew_of", "gate_of", "gates_of", "line_of", "lines_of"]


@dataclass(frozen=True)
class Line:
    """What a case runs on now: its attempt and that attempt's phases."""

    attempt: Attempt
    phases: PhaseSet
    version: str


def lines_of(cases: Iterable[Case]) -> dict[UUID, Line]:
    """The current attempt of each case with its phases (2 queries, 1 when the phases are known)."""
    numbers = {case.pk: case.attempt_no for case in cases}
    rows = Attempt.objects.living().filter(case__in=list(numbers)).select_related("phase_set")
    rows = rows.defer("phase_set__body")
    current = [row for row in rows if row.number == numbers[row.case_id]]
    sets = phase_sets(row.phase_set_id for row in current)
    return {
        row.case_id: Line(row, sets[row.phase_set_id], label_of(row.phase_set)) for row in current
    }


def line_of(case: Case) -> Line:
    """The current attempt of a case."""
    return lines_of([case])[case.pk]


def gate_of(case: Case, phase: str, *, at: datetime) -> Gate:
    """The gate of one phase, asked now."""
    return gates_of([case], at=at, only=phase)[case.pk][phase]


def gates_of(
    cases: Iterable[Case],
    *,
    at: datetime,
    only: str = "",
    here: bool = False,
    lines: Mapping[UUID, Line] | None = None,
    moment: Moment | None = None,
    crews: Mapping[UUID, Crew] | None = None,
) -> dict[UUID, dict[str, Gate]]:
    """{case: {phase: Gate}} for all phases of each case, only one, or the one it is in (`here`).

    Where sites pass a phase one by one, its gate is theirs together. `crews`: asked before.
    """
    cases = list(cases)
    moment = moment or moment_of(at)
    lines = lines_of(cases) if lines is None else lines
    asked = {
        case.pk: [p for p in lines[case.pk].phases.phases if not wanted or p.code == wanted]
        for case in cases
        for wanted in (case.phase if here else only,)
    }
    items = [item for phases in asked.values() for phase in phases for item in phase.gate]
    values = measured_values([case.pk for case in cases], items, moment)
    attempts = {line.attempt.pk: line.phases for line in lines.values()}
    vouched = attestations(attempts)
    if crews is None:
        rolled_out = {pk: phases for pk, phases in attempts.items() if phases.wave_span}
        crews = crews_of(rolled_out, at=moment.at)
    closing = [case for case in cases if any(map(asks_criteria, asked[case.pk]))]
    steps = open_steps(lines[case.pk].attempt.pk for case in closing) if closing else {}
    found: dict[UUID, dict[str, Gate]] = {}
    for case in cases:
        line, own = lines[case.pk], values[case.pk]
        said = vouched.get(line.attempt.pk, Vouched())
        crew = crews.get(line.attempt.pk)
        found[case.pk] = {
            phase.code: gate_of_all(crew, phase, own, said, moment, line.version)
            if crew and phase.code in crew.span
            else gate_from(phase, own, said.of_case, moment, line.version)
            for phase in asked[case.pk]
        }
        for phase in asked[case.pk]:
            if line.attempt.pk in steps and asks_criteria(phase):
                gate = found[case.pk][phase.code]
                found[case.pk][phase.code] = with_rows(gate, steps[line.attempt.pk])
    return found


def asks_criteria(phase: Phase) -> bool:
    """Whether the phase ends where the mandatory criteria must be met."""
    return any("mandatory_open" in rule_of(item.rule).names for item in phase.gate)


def crew_of(
    case: Case, line: Line, *, at: datetime, crews: Mapping[UUID, Crew] | None = None
) -> Crew:
    """The sites of a case, each with the gate of its phase. Empty where it has none."""
    moment = moment_of(at)
    if crews is None:
        crews = crews_of({line.attempt.pk: line.phases}, at=at)
    crew = crews.get(line.attempt.pk)
    if crew is None:
        return Crew(line.phases.wave_span, _after_span(line.phases), ())
    return crews_with_gates({case.pk: (case, line, crew)}, moment)[case.pk]


def crews_with_gates(
    found: Mapping[UUID, tuple[Case, Line, Crew]], moment: Moment
) -> dict[UUID, Crew]:
    """The sites of several cases, measured at once."""
    items = [
        item
        for _case, line, crew in found.values()
        for phase in line.phases.phases
        if phase.code in crew.span
        for item in phase.gate
    ]
    values = measured_values([case.pk for case, _line, _crew in found.values()], items, moment)
    vouched = attestations([line.attempt.pk for _case, line, _crew in found.values()])
    return {
        key: measured(
            crew, line.phases, values[case.pk], vouched.get(line.attempt.pk, Vouched()), moment,
            line.version,
        )
        for key, (case, line, crew) in found.items()
    }  # fmt: skip


def _after_span(phases: PhaseSet) -> str:
    following = phases.after(phases.waves_to) if phases.wave_span else None
    return following.code if following else ""


def measured_values(
    ids: Sequence[UUID], items: Iterable[GateItem], moment: Moment
) -> dict[UUID, dict[str, Any]]:
    """{case: {name: value}} of all names that the rules of these items ask for (1 query)."""
    codes = {name for item in {i.rule for i in items} for name in rule_of(item).needs}
    codes |= {COMPANIONS[code] for code in codes if code in COMPANIONS}
    return values_by_id(Case, "case", codes, moment, ids) if codes else {pk: {} for pk in ids}
