"""What changed on the board between a past day and now, from dated rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from senro.kernel.names import Moment
from senro.kernel.rules.access import Actor
from senro.programs.queries import phase_sets
from senro.programs.rules import PhaseSet
from senro.programs.rules.phases import INTAKE

from ..models import Attempt
from ..rules.changes import KINDS, Stand, change_of
from .board import Filters, narrowed
from .said import said
from .states import State, stood_at
from .visible import visible_cases

NOW = ("pk", "account__key", "account__name", "status", "phase", "attempt_no", "owner_id")


@dataclass(frozen=True)
class Changed:
    """A case that stands elsewhere now. The phases are words; empty at intake or not there yet."""

    case_id: UUID
    key: str
    name: str
    kind: str
    status_before: str
    status: str
    phase_before: Any
    phase: Any


@dataclass(frozen=True)
class Changes:
    """All of them by kind, in the order in which they are told."""

    kinds: Mapping[str, tuple[Changed, ...]]

    @property
    def total(self) -> int:
        """How many cases."""
        return sum(map(len, self.kinds.values()))


def changes_since(actor: Actor, *, moment: Moment, filters: Filters | None = None) -> Changes:
    """What became of every visible case since then, in eight queries however many there are."""
    asked = filters or Filters()
    rows = narrowed(visible_cases(actor), asked, moment)
    then = {state.case_id: (state, attempt) for state, attempt in stood_at(rows, moment.at)}
    now = list(rows.order_by("account__name", "pk").values_list(*NOW))
    runs = _attempts([row[0] for row in now])
    ids = {attempt.phase_set_id for _state, attempt in then.values()} | set(runs.values())
    sets = phase_sets(ids)
    found: dict[str, list[Changed]] = {kind: [] for kind in KINDS}
    for pk, key, name, status, phase, number, owner in now:
        state, attempt = then.get(pk, (None, None))
        if asked.owner and asked.owner not in (owner, state.owner_id if state else None):
            continue
        run = runs.get((pk, number))
        phases = sets.get(run) if run else None
        earlier = sets.get(attempt.phase_set_id) if attempt else None
        before = _stand(state, earlier) if state else None
        kind = change_of(before, Stand(status, _place(phase, phases), number))
        if kind:
            was = _named(state.phase, earlier) if state else ""
            there = state.status if state else ""
            line = Changed(pk, key, name, kind, there, status, was, _named(phase, phases))
            found[kind].append(line)
    return Changes({kind: tuple(lines) for kind, lines in found.items()})


def _attempts(cases: list[UUID]) -> dict[tuple[UUID, int], UUID]:
    rows = Attempt.objects.living().filter(case__in=cases)
    return {
        (case, number): phase_set
        for case, number, phase_set in rows.values_list("case_id", "number", "phase_set_id")
    }


def _stand(state: State, phases: PhaseSet | None) -> Stand:
    return Stand(state.status, _place(state.phase, phases), state.attempt_no)


def _place(phase: str, phases: PhaseSet | None) -> int:
    if phase == INTAKE or phases is None or phase not in phases.codes:
        return -1
    return phases.index(phase)


def _named(phase: str, phases: PhaseSet | None) -> Any:
    found = phases.phase(phase) if phases and phase != INTAKE else None
    return said(found.name) if found else ""
