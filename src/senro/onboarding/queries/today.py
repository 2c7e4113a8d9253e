"""Today: one ranked list of what to do next and why, one row a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from senro.kernel.models import Fact
from senro.kernel.names import Moment
from senro.kernel.queries.facts import fact_dicts
from senro.kernel.rules.access import LEADERS, Actor

from ..models import Case, Meeting, PhaseCompletion, Task, TodayMark
from ..rules.machine import MOVING
from .cards import Card, cards_of
from .gates import Gate, gates_of, lines_of
from .moments import end_of, moment_of, start_of
from .reasons import RANKING, SOON_DAYS, Due, DueTask, TodayRow, rows_for
from .states import states_at
from .visible import visible_cases

MOST_ROWS = 100
MOST_GATES = 300
SCOPES = ("mine", "team", "all")


@dataclass(frozen=True)
class TodayMeeting:
    """A meeting of the day."""

    case_id: UUID | None
    account: str
    kind: str
    channel: str
    held_at: datetime


@dataclass(frozen=True)
class TodayPage:
    """Everything Today shows. `counts` are rows by signal; `ranking` explains the order."""

    day: date
    scope: str
    rows: tuple[TodayRow, ...]
    snoozed: tuple[TodayRow, ...]
    counts: dict[str, int]
    meetings: tuple[TodayMeeting, ...]
    done: tuple[dict[str, Any], ...]
    passed: int = 0
    recovered: int = 0
    held: int = 0
    ranking: tuple[str, ...] = RANKING
    more: int = field(default=0)


def today(actor: Actor, *, at: datetime, scope: str = "mine") -> TodayPage:
    """The list for a person: own cases, the team's, or everybody's."""
    moment = moment_of(at)
    cases = in_scope(actor, scope)
    states = [s for s in states_at(cases, at=at, live=True) if s.status != "dead_flagged"]
    cards = cards_of(states, moment)
    rows = _rows(cards, moment)
    marks = _marks(actor, at)
    open_rows = [row for row in rows if row.item not in marks]
    snoozed = [row for row in rows if marks.get(row.item) == "snoozed"]
    ids = [state.case_id for state in states]
    return TodayPage(
        day=moment.today,
        scope=scope,
        rows=tuple(open_rows[:MOST_ROWS]),
        snoozed=tuple(snoozed),
        counts={s: sum(r.signal == s for r in open_rows) for s in ("stop", "care", "go")},
        meetings=_meetings(ids, moment),
        done=_done(actor, moment),
        passed=_passed(ids, moment),
        recovered=_recovered(ids, moment),
        held=sum(s.status in MOVING for s in states),
        more=max(0, len(open_rows) - MOST_ROWS),
    )


def in_scope(actor: Actor, scope: str) -> QuerySet[Case]:
    """Cases of a scope, still within what the person may see."""
    cases = visible_cases(actor)
    if scope == "mine":
        return cases.filter(owner_id=actor.person_id)
    return cases.filter(team_id__in=actor.team_ids) if scope == "team" else cases


def default_scope(actor: Actor) -> str:
    """Leaders and lookers-on see everything, the others their own cases."""
    if actor.has(*LEADERS, "cs_ops", "viewer", "pmm", "product", "cs_marketing"):
        return "all"
    return "mine"


def _rows(cards: dict[UUID, Card], moment: Moment) -> list[TodayRow]:
    cases = list(Case.objects.filter(pk__in=[c.case_id for c in cards.values()]))
    moving = [case for case in cases if case.status in MOVING and case.phase != "intake"]
    moving.sort(key=lambda case: case.phase_since)
    asked = moving[:MOST_GATES]
    lines = lines_of(cases)
    gates = gates_of(asked, at=moment.at, lines=lines, moment=moment, here=True) if asked else {}
    tasks = _tasks(cases, moment.today)
    rows: list[TodayRow] = []
    for case in cases:
        gate: Gate | None = gates.get(case.pk, {}).get(case.phase)
        line = lines.get(case.pk)
        place = line.phases.index(case.phase) + 1 if line else 0
        total = len(line.phases.phases) if line else 0
        rows += rows_for(case, cards[case.pk], gate, tasks.get(case.pk, {}), moment, (place, total))
    return sorted(rows, key=lambda row: row.order)


def _tasks(cases: Iterable[Case], today: date) -> dict[UUID, Due]:
    """The first task that is late and the first that is due soon, with how many there are."""
    here = [F("attempt__case"), F("late")]
    rows = (
        Task.objects.living()
        .filter(
            attempt__case__in=[case.pk for case in cases],
            attempt__number=F("attempt__case__attempt_no"),
            done_at=None,
            due_on__lte=today + timedelta(days=SOON_DAYS),
        )
        .annotate(late=Q(due_on__lt=today))
        .annotate(
            place=Window(RowNumber(), partition_by=here, order_by=(F("due_on"), F("pk"))),
            many=Window(Count("pk"), partition_by=here),
        )
        .filter(place=1)
        .values_list(
            "attempt__case_id", "late", "pk", "due_on", "title_ja", "title_en", "side", "many"
        )
    )
    found: dict[UUID, Due] = {}
    for case, late, *task in rows:
        found.setdefault(case, {})["overdue" if late else "soon"] = DueTask(*task)
    return found


def _marks(actor: Actor, at: datetime) -> dict[str, str]:
    if actor.person_id is None:
        return {}
    rows = TodayMark.objects.living().filter(person_id=actor.person_id)
    return {row.item: row.state for row in rows if row.until is None or row.until > at}


def _meetings(cases: list[UUID], moment: Moment) -> tuple[TodayMeeting, ...]:
    rows = (
        Meeting.objects.living()
        .filter(
            case__in=cases,
            held_at__range=(start_of(moment.today, moment), end_of(moment.today, moment)),
        )
        .select_related("account")
        .order_by("held_at")
    )
    return tuple(
        TodayMeeting(row.case_id, row.account.name, row.kind, row.channel, row.held_at)
        for row in rows
    )


def _done(actor: Actor, moment: Moment) -> tuple[dict[str, Any], ...]:
    facts = Fact.objects.filter(
        by_id=actor.person_id, at__gte=start_of(moment.today, moment), cause=None
    ).order_by("-seq")[:7]
    return tuple(fact_dicts(facts)) if actor.person_id else ()


def _monday(moment: Moment) -> datetime:
    return start_of(moment.today - timedelta(days=moment.today.weekday()), moment)


def _passed(cases: list[UUID], moment: Moment) -> int:
    rows = PhaseCompletion.objects.living().filter(imported=False, at__gte=_monday(moment))
    return rows.filter(attempt__case__in=cases).count()


def _recovered(cases: list[UUID], moment: Moment) -> int:
    return Fact.objects.filter(
        verb="onboarding.case.recovered",
        subject_kind="case",
        subject_id__in=cases,
        at__gte=_monday(moment),
    ).count()
