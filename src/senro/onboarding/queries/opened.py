"""Which of many cases have an open gate: what `gates_of` would say, without making its words."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from senro.kernel.names import Moment
from senro.programs.queries import phase_sets
from senro.programs.rules import Phase, PhaseSet

from ..models import Attempt, Case
from .crews import Vouched, attestations, crews_of
from .gate_rows import opened_by
from .gates import asks_criteria, gates_of, measured_values


class _Place(NamedTuple):
    attempt: UUID
    phases: PhaseSet
    phase: Phase


def opened_of(cases: Collection[UUID], moment: Moment) -> list[UUID]:
    """Those whose gate at the phase they are in is open.

    Where sites pass together or criteria hold a gate as well, the whole gate is asked: they are few.
    """
    places = _places(cases)
    items = [item for one in places.values() for item in one.phase.gate]
    values = measured_values(list(places), items, moment)
    attempts = {one.attempt: one.phases for one in places.values()}
    vouched = attestations(attempts) if attempts else {}
    spans = {one.attempt: one.phases for one in places.values() if _in_span(one)}
    crews = crews_of(spans, at=moment.at) if spans else {}
    found: list[UUID] = []
    whole: list[UUID] = []
    for case, one in places.items():
        said = vouched.get(one.attempt, Vouched()).of_case
        if one.attempt in crews:
            whole.append(case)
        elif opened_by(one.phase, values[case], said, moment):
            (whole if asks_criteria(one.phase) else found).append(case)
    return found + _opened(whole, moment) if whole else found


def _places(cases: Collection[UUID]) -> dict[UUID, _Place]:
    """Where each case stands in the phases of its attempt (1 query when the phases are known)."""
    if not cases:
        return {}
    rows = Attempt.objects.living().filter(
        case__in=list(cases), number=F("case__attempt_no")
    ).values_list("case_id", "pk", "phase_set_id", "case__phase")  # fmt: skip
    read = list(rows)
    sets = phase_sets({phase_set for _case, _attempt, phase_set, _phase in read})
    return {
        case: _Place(attempt, sets[phase_set], phase)
        for case, attempt, phase_set, code in read
        for phase in (sets[phase_set].phase(code),)
        if phase
    }


def _in_span(one: _Place) -> bool:
    return bool(one.phases.wave_span) and one.phase.code in one.phases.wave_span


def _opened(cases: Collection[UUID], moment: Moment) -> list[UUID]:
    rows = list(Case.objects.filter(pk__in=cases))
    gates = gates_of(rows, at=moment.at, here=True, moment=moment)
    return [
        row.pk
        for row in rows
        for gate in (gates[row.pk].get(row.phase),)
        if gate and gate.rows and gate.open
    ]
