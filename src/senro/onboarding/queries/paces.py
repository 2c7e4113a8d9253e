"""How long phases really took, over the cases that passed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from senro.kernel.rules.access import Actor
from senro.programs.queries import phase_sets
from senro.programs.rules import PhaseSet

from ..models import PhaseCompletion
from .visible import visible_cases

BACK = timedelta(days=365)
MOST = 20_000


@dataclass(frozen=True)
class Pace:
    """A standard phase over a year: passed so often, in so many days, late so often."""

    passed: int
    days: int
    late: int

    @property
    def share_late(self) -> float:
        """Of those that passed it, how many took longer than planned."""
        return self.late / self.passed


def phase_paces(actor: Actor, at: datetime) -> dict[str, Pace]:
    """{standard phase: pace} of the last year's completions (two queries)."""
    rows = (
        PhaseCompletion.objects.living()
        .filter(
            wave=None,
            at__gt=at - BACK,
            at__lte=at,
            attempt__undone_at=None,
            attempt__case__in=visible_cases(actor).order_by().values("pk"),
        )
        .order_by("-at")
        .values_list("attempt_id", "phase", "at", "attempt__began_at", "attempt__phase_set_id")[
            :MOST
        ]
    )
    found = list(rows)
    sets = phase_sets({row[4] for row in found})
    taken: dict[str, list[tuple[float, int]]] = {}
    for standard, days, plan in _stays(found, sets):
        taken.setdefault(standard, []).append((days, plan))
    return {code: _pace(stays) for code, stays in taken.items()}


def _stays(
    rows: Iterable[tuple[Any, ...]], sets: dict[UUID, PhaseSet]
) -> Iterable[tuple[str, float, int]]:
    """(standard phase, days in it, days planned) of each completion whose beginning is known."""
    attempts: dict[UUID, dict[str, datetime]] = {}
    began: dict[UUID, tuple[datetime | None, UUID]] = {}
    for attempt, phase, at, start, version in rows:
        attempts.setdefault(attempt, {})[phase] = at
        began[attempt] = (start, version)
    for attempt, passed in attempts.items():
        start, version = began[attempt]
        before = start
        for phase in sets[version].phases if version in sets else ():
            at = passed.get(phase.code)
            if at and before and at >= before and phase.days:
                yield phase.standard, (at - before) / timedelta(days=1), phase.days
            before = at


def _pace(stays: list[tuple[float, int]]) -> Pace:
    days = round(median(one for one, _plan in stays))
    return Pace(len(stays), days, sum(one > plan for one, plan in stays))
