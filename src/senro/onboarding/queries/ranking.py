"""Today's order: which reason puts a case where, without asking a gate.

    late cases           by the plan days of their phase: an instant for each plan that occurs
    an open gate         known for the cases that were asked, handed in as `opened`

Within a rank comes first whoever has waited longest: since they entered the phase, or since the date
of the ToDo. Of each case no more is read than decides its place, as texts: thousands are ranked, and
twenty are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import cached_property
from itertools import chain, islice
from typing import Any, Self
from uuid import UUID

from django.db import connection
from django.db.models import F, Min, QuerySet, TextField
from django.db.models.functions import Cast

from senro.kernel.among import among
from senro.kernel.names import Moment
from senro.programs.rules.phases import INTAKE

from ..models import Attempt, Case, Task
from ..rules.machine import ENDED, MOVING
from ..rules.signals import CARE, GO, STILL, STOP, still_after
from .moments import start_of
from .reasons import RANK, RANKING, SOON_DAYS
from .signalled import signalled

PRESSING = frozenset(RANK[kind] for kind in ("at_risk", "task_overdue", "signal_care", "intake"))
# So many cases are named one by one when their ToDos are asked for; of more, all ToDos are.
FEW = 500


# A case in the order of the list: its key, its rank and its signal.
Placed = tuple[str, int, str]
# entered, key, account, status, phase, plan days: what a database wrote, the longest there first.
Row = tuple[str, str, str, str, str, int | None]


def open_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that somebody may still have to act on."""
    return cases.exclude(status__in=(*ENDED, "dead_flagged"))


@dataclass(frozen=True)
class Ranking:
    """The open cases of a list, each with what decides its place."""

    moment: Moment
    rows: list[Row]
    # Keys of cases that are past the plan of their phase, and far past it.
    late: Set[str]
    still: Set[str]
    # By case, the day of the first open ToDo that is late or due soon; by account, severities.
    due: Mapping[str, date]
    signals: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, cases: QuerySet[Case], moment: Moment) -> Self:
        """Read them (4 queries)."""
        # As texts: making ids of thousands of rows takes longer than reading them.
        texts = cases.annotate(
            key=Cast("pk", TextField()),
            whose=Cast("account_id", TextField()),
            entered=Cast("phase_since", TextField()),
        )
        found: list[Row] = list(
            texts.order_by().values_list("entered", "key", "whose", "status", "phase", "phase_days")
        )
        # Here and not in the database: rows come in the order of its index, which is nearly this.
        found.sort()
        late, still = _past(found, moment)
        signals = {text_of(account): told for account, told in signalled(moment.at).items()}
        return cls(moment, found, late, still, _first_due(found, moment), signals)

    @cached_property
    def held(self) -> int:
        """How many move."""
        return sum(row[3] in MOVING for row in self.rows)

    def candidates(self, most: int) -> list[UUID]:
        """Cases whose gate may be open: all that move where they are few, else the oldest in plan."""
        small = self.held <= most
        found = (
            key
            for _entered, key, _account, status, phase, _plan in self.rows
            if status in MOVING and phase != INTAKE
            if small or not (key in self.late or status == "at_risk")
        )
        return [UUID(key) for key in islice(found, most)]

    def placed(self, opened: Iterable[UUID], hidden: Iterable[UUID]) -> list[Placed]:
        """All that have a reason, in the order of the list."""
        known, left_out = set(map(text_of, opened)), set(map(text_of, hidden))
        places: list[list[Placed]] = [[] for _kind in RANKING]
        # Cases of which the same is known have the same rank: thousands of cases are a few kinds.
        ranks: dict[tuple[Any, ...], int | None] = {}
        for _entered, key, account, status, phase, _plan in self.rows:
            late, due, is_open = key in self.late, self.due.get(key), key in known
            told = self.signals.get(account, ()) if self.signals else ()
            kind = (status, phase, late, due, *told, is_open)
            if kind not in ranks:
                ranks[kind] = _rank(status, phase, late, due, told, is_open, self.moment.today)
            rank = ranks[kind]
            if rank is None or key in left_out:
                continue
            if status in STILL or key in self.still or rank == RANK["signal_stop"]:
                signal = STOP
            else:
                signal = CARE if late or rank in PRESSING else GO
            places[rank].append((key, rank, signal))
        for reason in ("task_overdue", "task_due"):
            places[RANK[reason]].sort(key=lambda one: self.due[one[0]])
        return list(chain.from_iterable(places))


def counted(rows: Iterable[Placed]) -> list[tuple[int, str, int]]:
    """(rank, signal, how many)."""
    found = Counter((rank, told) for _key, rank, told in rows)
    return [(rank, told, many) for (rank, told), many in found.items()]


def text_of(key: UUID) -> str:
    """An id as the database writes it."""
    return key.hex if connection.vendor == "sqlite" else str(key)


def _rank(
    status: str, phase: str, late: bool, due: date | None, signals: Collection[str],
    opened: bool, today: date,
) -> int | None:  # fmt: skip
    """The most pressing reason, in the order of RANKING."""
    moving = status in MOVING
    if status in ("watch_stalled", "stalled"):
        kind = status
    elif late:
        kind = "gate_overdue"
    elif "stop" in signals:
        kind = "signal_stop"
    elif status == "at_risk":
        kind = "at_risk"
    elif moving and due and due < today:
        kind = "task_overdue"
    elif "care" in signals:
        kind = "signal_care"
    elif moving and phase == INTAKE:
        kind = "intake"
    elif opened:
        kind = "gate_open"
    elif moving and due:
        kind = "task_due"
    elif "go" in signals:
        kind = "suggestion"
    else:
        return None
    return RANK[kind]


def _past(rows: Iterable[Row], moment: Moment) -> tuple[set[str], set[str]]:
    """Keys of those that move and are past the plan of their phase, and of those far past it."""
    limits: dict[int, tuple[str, str]] = {}
    late, still = set(), set()
    for entered, key, _account, status, phase, plan in rows:
        if not plan or status not in MOVING or phase == INTAKE:
            continue
        if plan not in limits:
            limits[plan] = _before(plan, moment), _before(still_after(plan) - 1, moment)
        if entered < limits[plan][0]:
            late.add(key)
            if entered < limits[plan][1]:
                still.add(key)
    return late, still


def _before(days: int, moment: Moment) -> str:
    """Entered before this, a phase has lasted for more than so many days.

    A day begins with a whole second, and both databases write instants in UTC, largest part first:
    their texts are in the order of the instants.
    """
    begins = start_of(moment.today - timedelta(days=days), moment)
    return begins.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _first_due(rows: Collection[Row], moment: Moment) -> dict[str, date]:
    """The day of the first open ToDo of each case that moves, up to those that are due soon.

    The ToDos first: as one statement, every attempt would be looked up.
    """
    soon = moment.today + timedelta(days=SOON_DAYS)
    tasks = Task.objects.living().filter(done_at=None, due_on__lte=soon)
    if len(rows) <= FEW:
        keys = [UUID(row[1]) for row in rows if row[3] in MOVING]
        tasks = tasks.filter(attempt__case__in=among(keys))
    first = dict(
        tasks.order_by().values("attempt").annotate(first=Min("due_on"))
        .values_list("attempt", "first")
    )  # fmt: skip
    if not first:
        return {}
    current = Attempt.objects.living().filter(
        pk__in=among(list(first)), number=F("case__attempt_no")
    )
    found = current.order_by().values_list("pk", "case_id")
    return {text_of(case): first[attempt] for attempt, case in found}
