"""The rows of Today, looked at closely: card, gate and ToDos of the cases that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from senro.kernel.names import Moment
from senro.programs.rules.phases import INTAKE

from ..models import Case, Task
from ..rules.machine import MOVING
from .cards import face_of
from .gates import Gate, Line, gates_of, lines_of
from .opened import opened_of
from .reasons import SOON_DAYS, Due, DueTask, TodayRow, rows_for
from .signalled import signals_told
from .states import states_of


class Looked:
    """Asks each case once, however many lists it stands in."""

    def __init__(self, moment: Moment, candidates: Sequence[UUID] = ()) -> None:
        self.moment = moment
        self._gates: dict[UUID, Gate] = {}
        self._lines: dict[UUID, Line] = {}
        # Of many only whether it is open, which needs no words.
        self.opened = opened_of(candidates, moment)

    def listed(self, keys: Sequence[UUID]) -> list[TodayRow]:
        """The rows of these cases, in the order of the keys."""
        place = {key: n for n, key in enumerate(keys)}
        found = self.rows(Case.objects.filter(pk__in=keys)) if keys else []
        return sorted(found, key=lambda row: place[row.case_id])

    def rows(self, asked: QuerySet[Case]) -> list[TodayRow]:
        """The row of each of these cases that has a reason, in their order."""
        cases = list(asked.select_related("account"))
        if not cases:
            return []
        accounts = {case.pk: case.account for case in cases}
        cards = {
            state.case_id: face_of(state, accounts[state.case_id], self.moment)
            for state in states_of(cases)
        }
        cases = [case for case in cases if case.pk in cards]
        moving = [case for case in cases if case.status in MOVING and case.phase != INTAKE]
        self._ask([case for case in moving if case.pk not in self._gates])
        missing = [case for case in cases if case.pk not in self._lines]
        if missing:
            self._lines |= lines_of(missing)
        lines = {line.attempt.pk: pk for pk in accounts if (line := self._lines.get(pk))}
        tasks = _tasks(lines, self.moment.today)
        signals = signals_told(
            {account.pk for account in accounts.values()}, self.moment.at, self.moment.zone
        )
        found: list[TodayRow] = []
        for case in cases:
            line = self._lines.get(case.pk)
            place = line.phases.index(case.phase) + 1 if line else 0
            total = len(line.phases.phases) if line else 0
            found += rows_for(
                case, cards[case.pk], self._gates.get(case.pk), tasks.get(case.pk, {}),
                self.moment, (place, total), signals.get(case.account_id, ()),
            )  # fmt: skip
        return found

    def _ask(self, cases: Sequence[Case]) -> None:
        if not cases:
            return
        lines = lines_of(cases)
        self._lines |= lines
        gates = gates_of(cases, at=self.moment.at, lines=lines, moment=self.moment, here=True)
        for case in cases:
            gate = gates.get(case.pk, {}).get(case.phase)
            if gate is not None:
                self._gates[case.pk] = gate


def _tasks(cases: Mapping[UUID, UUID], today: date) -> dict[UUID, Due]:
    """The first task that is late and the first that is due soon, with how many there are.

    `cases` are by their attempt, which has an index of its tasks.
    """
    here = [F("attempt"), F("late")]
    rows = (
        Task.objects.living()
        .filter(
            attempt__in=list(cases),
            done_at=None,
            due_on__lte=today + timedelta(days=SOON_DAYS),
        )
        .annotate(late=Q(due_on__lt=today))
        .annotate(
            place=Window(RowNumber(), partition_by=here, order_by=(F("due_on"), F("pk"))),
            many=Window(Count("pk"), partition_by=here),
        )
        .filter(place=1)
        .values_list("attempt_id", "late", "pk", "due_on", "title_ja", "title_en", "side", "many")
    )
    found: dict[UUID, Due] = {}
    for attempt, late, *task in rows:
        found.setdefault(cases[attempt], {})["overdue" if late else "soon"] = DueTask(*task)
    return found
