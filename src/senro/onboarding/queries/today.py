"""Today: one ranked list of what to do next and why, one row a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from senro.customers.models import Touch
from senro.kernel.among import among
from senro.kernel.models import Fact
from senro.kernel.names import Moment
from senro.kernel.queries.facts import fact_dicts
from senro.kernel.rules.access import LEADERS, Actor

from ..models import Case, Meeting, PhaseCompletion, TodayMark
from .looking import Looked
from .moments import end_of, moment_of, start_of
from .ranking import Ranking, counted, open_cases
from .reasons import RANK, RANKING, TodayRow
from .visible import visible_cases

PER_PAGE = 50
# Gates are asked of the rows that are shown, and of so many where an open one would be news.
MOST_GATES = 100
SCOPES = ("mine", "team", "all")
# Marks of rows have a place of their own, and taking something back is no deed.
NO_DEEDS = (
    "onboarding.today.marked",
    "onboarding.today.restored",
    "onboarding.today.several_marked",
    "onboarding.today.several_restored",
    "kernel.fact.undone",
)


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
    more: int = 0
    after: int = 0
    finished: tuple[TodayRow, ...] = ()
    # How many rows each reason of the order has.
    kinds: dict[str, int] = field(default_factory=dict)


def today(
    actor: Actor,
    *,
    at: datetime,
    scope: str = "mine",
    kind: str = "",
    after: int = 0,
    limit: int = PER_PAGE,
) -> TodayPage:
    """The list for a person: own cases, the team's, or everybody's; `after` so many rows.

    All are ranked by what is cheap to know; only the rows that are shown are looked at closely.
    """
    moment = moment_of(at)
    scoped = in_scope(actor, scope)
    cases = open_cases(scoped)
    ranking = Ranking.of(cases, moment)
    looked = Looked(moment, ranking.candidates(MOST_GATES))
    marked = _marked(actor, cases, looked)
    rows = ranking.placed(looked.opened, [row.case_id for row, _state in marked])
    counts = counted(rows)
    if kind:
        rows = [row for row in rows if row[1] == RANK.get(kind, -1)]
    shown = looked.listed([UUID(key) for key, _rank, _told in rows[after : after + limit]])
    return TodayPage(
        day=moment.today,
        scope=scope,
        rows=tuple(shown),
        snoozed=tuple(row for row, state in marked if state == "snoozed"),
        counts={s: sum(n for _r, told, n in counts if told == s) for s in ("stop", "care", "go")},
        meetings=_meetings(scoped, moment),
        done=_done(actor, moment),
        passed=_passed(scoped, moment),
        recovered=_recovered(scoped, moment),
        held=ranking.held,
        more=max(0, len(rows) - after - limit),
        after=after,
        finished=tuple(row for row, state in marked if state == "done"),
        kinds={RANKING[rank]: _sum(counts, rank) for rank, _told, _n in sorted(counts)},
    )


def row_of(actor: Actor, item: str, *, at: datetime) -> TodayRow | None:
    """The row of this name, if it is (or was, before it was marked) on this person's list."""
    return next(iter(rows_of(actor, [item], at=at)), None)


def rows_of(actor: Actor, items: Sequence[str], *, at: datetime) -> list[TodayRow]:
    """The rows of these names, as far as they are (or were) on this person's list."""
    asked = {case for item in items if (case := _case_of(item))}
    if not asked:
        return []
    visible = open_cases(visible_cases(actor)).filter(pk__in=asked)
    rows = {row.item: row for row in Looked(moment_of(at)).rows(visible)}
    return [rows[item] for item in items if item in rows]


def _sum(counts: list[tuple[int, str, int]], rank: int) -> int:
    return sum(n for one, _told, n in counts if one == rank)


def _marked(actor: Actor, cases: QuerySet[Case], looked: Looked) -> list[tuple[TodayRow, str]]:
    """Rows that this person has done or put off, as long as their reason is the same."""
    marks = marks_of(actor, looked.moment.at)
    if not marks:
        return []
    ids = [case for item in marks if (case := _case_of(item))]
    rows = looked.rows(cases.filter(pk__in=ids))
    return [(row, marks[row.item]) for row in rows if row.item in marks]


def marks_of(actor: Actor, at: datetime) -> dict[str, str]:
    """{item: done or snoozed} that hold now. What waits for an answer comes back with it."""
    if actor.person_id is None:
        return {}
    rows = [
        row
        for row in TodayMark.objects.living().filter(person_id=actor.person_id)
        if row.until is None or row.until > at
    ]
    answered = _answered([row for row in rows if row.waits_for_answer])
    return {row.item: row.state for row in rows if row.pk not in answered}


def _answered(marks: list[TodayMark]) -> set[UUID]:
    cases = {mark.pk: case for mark in marks if (case := _case_of(mark.item))}
    if not cases:
        return set()
    accounts = dict(Case.objects.filter(pk__in=cases.values()).values_list("pk", "account_id"))
    touches = Touch.objects.living().filter(account__in=accounts.values(), direction="inbound")
    last = dict(touches.values("account").annotate(m=Max("at")).values_list("account", "m"))
    return {
        mark.pk
        for mark in marks
        if cases.get(mark.pk) in accounts
        and (spoke := last.get(accounts[cases[mark.pk]])) is not None
        and spoke > (mark.since or mark.created_at)
    }


def _case_of(item: str) -> UUID | None:
    parts = item.split(":")
    try:
        return UUID(parts[1]) if len(parts) > 1 else None
    except ValueError:
        return None


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


def _meetings(cases: QuerySet[Case], moment: Moment) -> tuple[TodayMeeting, ...]:
    day = (start_of(moment.today, moment), end_of(moment.today, moment))
    rows = Meeting.objects.living().filter(held_at__range=day).exclude(case=None)
    rows = rows.select_related("account").order_by("held_at")
    seen = _of_these(cases, [row.case_id for row in rows])
    return tuple(
        TodayMeeting(row.case_id, row.account.name, row.kind, row.channel, row.held_at)
        for row in rows
        if row.case_id in seen
    )


def _done(actor: Actor, moment: Moment) -> tuple[dict[str, Any], ...]:
    mine = Fact.objects.filter(
        by_id=actor.person_id, at__gte=start_of(moment.today, moment), cause=None
    )
    facts = mine.exclude(verb__in=NO_DEEDS).order_by("-seq")[:7]
    return tuple(fact_dicts(facts)) if actor.person_id else ()


def _monday(moment: Moment) -> datetime:
    return start_of(moment.today - timedelta(days=moment.today.weekday()), moment)


def _passed(cases: QuerySet[Case], moment: Moment) -> int:
    rows = PhaseCompletion.objects.living().filter(imported=False, at__gte=_monday(moment))
    # The few of this week first: as one statement, every case would be looked up.
    found = list(rows.order_by().values_list("attempt__case_id", flat=True))
    seen = _of_these(cases, found)
    return sum(case in seen for case in found)


def _of_these(cases: QuerySet[Case], found: Collection[Any]) -> set[UUID]:
    """Which of the cases that something was found of are on the list (1 query, or none)."""
    if not found:
        return set()
    return set(cases.filter(pk__in=among(list(set(found)))).values_list("pk", flat=True))


def _recovered(cases: QuerySet[Case], moment: Moment) -> int:
    return Fact.objects.filter(
        verb="onboarding.case.recovered",
        subject_kind="case",
        subject_id__in=cases.order_by().values("pk"),
        at__gte=_monday(moment),
    ).count()
