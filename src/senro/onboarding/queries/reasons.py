"""Why a case is on somebody's Today, and where in the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from senro.kernel.names import Moment

from ..models import Case
from ..rules.machine import MOVING
from ..rules.signals import worse
from .cards import Face
from .gates import Gate
from .moments import day_of
from .signalled import KINDS, Signalled

# The order of the list: what stands still first, what is late next, then what can be done.
RANKING = (
    "watch_stalled",
    "stalled",
    "gate_overdue",
    "signal_stop",
    "at_risk",
    "task_overdue",
    "signal_care",
    "intake",
    "gate_open",
    "task_due",
    "suggestion",
)
# Both are past the plan: whether the gate is open is asked of the rows that are shown.
RANK = {kind: place for place, kind in enumerate(RANKING)}
RANK["late_open"] = RANK["gate_overdue"]
# What a reason asks for by itself; the case's own signal may be worse.
SIGNALS = {
    "watch_stalled": "stop",
    "stalled": "stop",
    "gate_overdue": "care",
    "late_open": "care",
    "at_risk": "care",
    "task_overdue": "care",
    "signal_stop": "stop",
    "signal_care": "care",
    "intake": "care",
    "gate_open": "go",
    "task_due": "go",
    "suggestion": "go",
}
SOON_DAYS = 3


class DueTask(NamedTuple):
    """The first of `number` tasks."""

    pk: UUID
    due_on: date
    title_ja: str
    title_en: str
    side: str
    number: int


# "overdue" and "soon", where a case has such tasks.
Due = dict[str, DueTask]


@dataclass(frozen=True)
class TodayRow:
    """One line: `kind` says why, `params` the numbers of the sentence."""

    item: str
    kind: str
    case_id: UUID
    card: Face
    place: int
    phases: int
    due: date | None
    waited: int
    params: dict[str, Any] = field(default_factory=dict)
    gate: Gate | None = None
    evidence: Any = None
    team_id: UUID | None = None
    # Every reason of the case, the most pressing first: (kind, days waited, numbers).
    reasons: tuple[tuple[str, int, dict[str, Any]], ...] = ()

    @property
    def signal(self) -> str:
        """stop, care or go."""
        return worse(self.card.signal, SIGNALS[self.kind])

    @property
    def place_in_order(self) -> int:
        """Which reason of the order it is, from 1."""
        return RANK[self.kind] + 1


def rows_for(
    case: Case,
    card: Face,
    gate: Gate | None,
    tasks: Due,
    moment: Moment,
    place: tuple[int, int],
    signals: Sequence[Signalled] = (),
) -> Iterator[TodayRow]:
    """At most one row: the most pressing reason of the case, with the others beside it."""
    found = list(_reasons(case, card, gate, tasks, moment))
    found += [_of_signal(one, moment) for one in signals]
    # What comes first in the order comes first here.
    found.sort(key=lambda one: RANK[one[0]])
    if not found:
        return
    kind, key, waited, due, params = found[0]
    yield TodayRow(
        item=f"{kind}:{case.pk}:{key}",
        kind=kind,
        case_id=case.pk,
        card=card,
        place=place[0],
        phases=place[1],
        due=due,
        waited=waited,
        params=params,
        gate=gate if kind.startswith("gate") else None,
        evidence=params.get("evidence", card.evidence),
        team_id=case.team_id,
        reasons=tuple((one[0], one[2], one[4]) for one in found),
    )


Reason = tuple[str, str, int, date | None, dict[str, Any]]


def _reasons(
    case: Case, card: Face, gate: Gate | None, tasks: Due, moment: Moment
) -> Iterator[Reason]:
    since = day_of(case.phase_since, moment)
    today = moment.today
    if case.status in ("watch_stalled", "stalled"):
        yield case.status, f"{since}", card.days, today, {"days": card.days}
    elif case.status in MOVING:
        yield from _moving(case, card, gate, tasks, moment, since)


def _moving(
    case: Case, card: Face, gate: Gate | None, tasks: Due, moment: Moment, since: date
) -> Iterator[Reason]:
    today = moment.today
    if card.late and case.phase != "intake":
        closed = gate is None or not gate.rows or gate.open is not True
        params = {"days": card.late, "unmet": gate.unmet if gate else 0, "in_phase": card.days}
        kind = "gate_overdue" if closed else "late_open"
        yield kind, f"{case.phase}:{since}", card.days, today, params
    if case.status == "at_risk":
        yield "at_risk", f"{since}", card.days, today, {"days": card.days}
    first = tasks.get("overdue")
    if first:
        waited = (today - first.due_on).days
        yield "task_overdue", str(first.pk), waited, first.due_on, _task_params(first)
    if case.phase == "intake":
        yield "intake", f"{since}", card.days, None, {"days": card.days}
        return
    if gate is not None and gate.rows and gate.open and not card.late:
        yield "gate_open", f"{case.phase}:{since}", card.days, None, {"phase": case.phase}
    soon = tasks.get("soon")
    if soon:
        yield "task_due", str(soon.pk), 0, soon.due_on, _task_params(soon)


def _of_signal(one: Signalled, moment: Moment) -> Reason:
    waited = (moment.today - one.since).days
    params = {"title_ja": one.title_ja, "title_en": one.title_en, "count": one.number,
              "days": waited, "evidence": one.evidence}  # fmt: skip
    return KINDS[one.severity], str(one.id), waited, None, params


def _task_params(task: DueTask) -> dict[str, Any]:
    return {
        "title_ja": task.title_ja,
        "title_en": task.title_en,
        "side": task.side,
        "count": task.number,
        "task": task.pk,
    }
