"""Gates of cases: which items are met, and why not. A constant number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from senro.kernel.errors import Reason
from senro.kernel.names import Moment
from senro.kernel.prepared import values_by_id
from senro.kernel.rules.language import evaluate
from senro.programs.queries import label_of, phase_sets
from senro.programs.rules import GateItem, Phase, PhaseSet

from ..models import Attempt, Case, GateAttestation
from ..rules.gates import (
    Attested,
    GateRow,
    filled,
    in_order,
    is_open,
    may_attest,
    measure_of,
    state_of,
)
from .moments import moment_of
from .said import explaining, in_both, rule_of, said

# Told beside a share, so that a person sees of how many.
COMPANIONS = {"registration_coverage": "end_users", "first_login_rate": "end_users"}


@dataclass(frozen=True)
class Gate:
    """The gate at the end of a phase. `open` is None when nothing is unmet but something unknown."""

    phase: str
    open: bool | None
    rows: tuple[GateRow, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What keeps it closed, unmet before unknown."""
        return tuple(
            Reason(row.code, row.message, row.rule, dict(row.inputs))
            for row in self.rows
            if row.state != "met"
        )

    @property
    def unmet(self) -> int:
        """How many items are not met."""
        return sum(row.state != "met" for row in self.rows)

    def row(self, code: str) -> GateRow | None:
        """One item."""
        return next((row for row in self.rows if row.code == code), None)


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
) -> dict[UUID, dict[str, Gate]]:
    """{case: {phase: Gate}} for all phases of each case, only one, or the one it is in (`here`)."""
    cases = list(cases)
    moment = moment or moment_of(at)
    lines = lines_of(cases) if lines is None else lines
    asked = {
        case.pk: [p for p in lines[case.pk].phases.phases if not wanted or p.code == wanted]
        for case in cases
        for wanted in (case.phase if here else only,)
    }
    items = [item for phases in asked.values() for phase in phases for item in phase.gate]
    values = _values(cases, items, moment)
    vouched = _attested([line.attempt.pk for line in lines.values()])
    return {
        case.pk: {
            phase.code: _gate(
                phase, values[case.pk], vouched.get(lines[case.pk].attempt.pk, {}),
                moment, lines[case.pk].version,
            )
            for phase in asked[case.pk]
        }
        for case in cases
    }  # fmt: skip


def _values(
    cases: list[Case], items: Iterable[GateItem], moment: Moment
) -> dict[UUID, dict[str, Any]]:
    codes = {name for item in {i.rule for i in items} for name in rule_of(item).names}
    codes |= {COMPANIONS[code] for code in codes if code in COMPANIONS}
    ids = [case.pk for case in cases]
    return values_by_id(Case, "case", codes, moment, ids) if codes else {pk: {} for pk in ids}


def _attested(attempts: list[UUID]) -> dict[UUID, dict[str, Attested]]:
    rows = GateAttestation.objects.living().filter(attempt__in=attempts)
    found: dict[UUID, dict[str, Attested]] = {}
    for row in rows.select_related("created_by"):
        by = row.created_by.name if row.created_by else ""
        found.setdefault(row.attempt_id, {})[row.code] = Attested(row.evidence, row.at, by)
    return found


def _gate(
    phase: Phase,
    values: Mapping[str, Any],
    vouched: Mapping[str, Attested],
    moment: Moment,
    version: str,
) -> Gate:
    rows = [_row(item, values, vouched.get(item.code), moment, version) for item in phase.gate]
    return Gate(phase.code, is_open([row.state for row in rows]), in_order(rows))


def _row(
    item: GateItem,
    values: Mapping[str, Any],
    attested: Attested | None,
    moment: Moment,
    version: str,
) -> GateRow:
    rule = rule_of(item.rule)
    inputs = {name: values[name] for name in sorted(rule.names)}
    truth = evaluate(rule, inputs, today=moment.today)
    known = None if truth is None else bool(truth)
    state = state_of(known, item.attest, attested is not None)
    percents = frozenset(name for name in inputs if rule.known[name].percent)
    why = explaining(rule, inputs, moment.today)
    texts = (filled(item.message.of(locale), inputs, percents) for locale in ("ja", "en"))
    companions = {COMPANIONS[n]: values[COMPANIONS[n]] for n in inputs if n in COMPANIONS}
    measure = measure_of(rule.text, inputs, bool(percents))
    return GateRow(
        code=item.code,
        state=state,
        name=said(item.title),
        message=in_both(*texts) if known is False else why,
        text=why,
        rule=rule.text,
        version=version,
        inputs={**inputs, **companions},
        value=measure.value if measure else "",
        threshold=measure.threshold if measure else "",
        share=measure.share if measure else None,
        limit=measure.limit if measure else None,
        attested=attested if state == "met" and not known else None,
        attestable=may_attest(known, item.attest),
    )
