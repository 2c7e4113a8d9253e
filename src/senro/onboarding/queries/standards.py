"""Phases of any set told in the six standard codes, so that one funnel shows all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from senro.kernel.models import Version
from senro.kernel.rules.access import Actor
from senro.programs.queries import phase_set, phase_sets
from senro.programs.rules import PhaseSet, Words
from senro.programs.rules.phases import INTAKE, STANDARD

from ..models import Attempt
from ..rules.machine import AFTER, MOVING
from .states import State, states_at
from .visible import visible_cases


def standards_of(states: Iterable[State]) -> dict[UUID, str]:
    """The standard code of the phase that each case is in; the intake is its own (2 or 3 queries)."""
    states = list(states)
    means = meanings()
    unclear = [state for state in states if len(means.get(state.phase, ())) != 1]
    unclear = [state for state in unclear if state.phase != INTAKE]
    sets = _sets_of(unclear)
    return {state.case_id: _standard(state, means, sets.get(state.case_id)) for state in states}


def standards_of_codes(codes: Iterable[str]) -> dict[str, str]:
    """What phase codes mean, of those that mean one thing in every set (1 or 2 queries)."""
    means = meanings()
    clear = {code: min(meant) for code in codes if len(meant := means.get(code, ())) == 1}
    return {INTAKE: INTAKE, **clear}


def _standard(state: State, means: Mapping[str, frozenset[str]], own: PhaseSet | None) -> str:
    if state.phase == INTAKE:
        return INTAKE
    if own is not None and state.phase in own.standards:
        return own.standards[state.phase]
    known = means.get(state.phase) or frozenset({STANDARD[0]})
    return min(known)


def meanings() -> dict[str, frozenset[str]]:
    """What each code means in any set that was ever published: almost always one thing."""
    rows = Version.objects.living().filter(kind="phase_set", number__gt=0)
    found: dict[str, set[str]] = {}
    for phases in phase_sets(rows.values_list("pk", flat=True)).values():
        for code, standard in phases.standards.items():
            found.setdefault(code, set()).add(standard)
    return {code: frozenset(standards) for code, standards in found.items()}


def _sets_of(states: list[State]) -> dict[UUID, PhaseSet]:
    if not states:
        return {}
    numbers = {state.case_id: state.attempt_no for state in states}
    rows = Attempt.objects.living().filter(case__in=list(numbers))
    wanted = {
        case: pk
        for case, number, pk in rows.values_list("case_id", "number", "phase_set_id")
        if numbers[case] == number
    }
    sets = phase_sets(wanted.values())
    return {case: sets[pk] for case, pk in wanted.items()}


def standard_names(at: datetime) -> dict[str, Words]:
    """What the six are called: as the standard set calls them."""
    phases = phase_set(at)[1].phases
    named = {phase.standard: phase.name for phase in reversed(phases)}
    return {code: named.get(code) or Words(code, code) for code in STANDARD}


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many cases stand there, and how many by the set they run on."""

    code: str
    name: Words
    count: int
    reached: int
    sets: Mapping[str, int]


def funnel(actor: Actor, *, as_of: datetime, live: bool = True) -> tuple[Step, ...]:
    """Cases on the line by standard code over all phase sets, with how many got at least so far."""
    states = states_at(visible_cases(actor), at=as_of, live=live)
    moving = [state for state in states if state.status in MOVING or state.status in AFTER]
    places = standards_of(moving)
    sets = _codes_of_sets(moving)
    order = (INTAKE, *STANDARD)
    names = {INTAKE: Words("社内引き継ぎ", "Sales handoff"), **standard_names(as_of)}
    steps, total = [], 0
    for code in reversed(order):
        here = [case for case, place in places.items() if place == code]
        total += len(here)
        by_set: dict[str, int] = {}
        for case in here:
            by_set[sets.get(case, "")] = by_set.get(sets.get(case, ""), 0) + 1
        steps.append(Step(code, names[code], len(here), total, dict(sorted(by_set.items()))))
    return tuple(reversed(steps))


def _codes_of_sets(states: list[State]) -> dict[UUID, str]:
    numbers = {state.case_id: state.attempt_no for state in states}
    rows = Attempt.objects.living().filter(case__in=list(numbers))
    found = rows.values_list("case_id", "number", "phase_set__code")
    return {case: code for case, number, code in found if numbers[case] == number}
