"""Measures of the work on cases, now and as of any moment: ToDos, meetings, the age of a phase.

Expressions over cases. What a moment of the past asks for is read from what carries its day: when a
ToDo was made and done and when it was due, when a phase was passed, when a meeting was held.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from senro.customers.queries.names.offer import count, days_since, greatest, least
from senro.kernel.dated import day_then
from senro.kernel.names import Moment

from ..models import Attempt, Case, CaseStatus, Meeting, PhaseCompletion, Task
from . import expressions as x
from .past import entered, task_done
from .states import held, opened, standing

MEETING_DAYS, DONE_DAYS = 90, 28


def cases_open(moment: Moment, statuses: tuple[str, ...]) -> QuerySet[Case]:
    """Cases with one of these statuses at that moment."""
    if not moment.asked:
        return Case.objects.living().filter(status__in=statuses)
    stood = CaseStatus.objects.filter(standing(moment.at), case=OuterRef("pk"), status__in=statuses)
    return Case.objects.filter(Exists(stood), held(moment.at))


def phase_age(moment: Moment) -> Any:
    """Days since the phase began that the case is or was in."""
    if not moment.asked:
        since: Any = x.local("phase_since", moment)
    else:
        passed = _of_attempt(PhaseCompletion.objects.filter(held(moment.at)), moment)
        last = greatest(passed.filter(wave=None, at__lte=moment.at), "at", DateTimeField())
        attempts = Attempt.objects.filter(opened(moment.at), case=OuterRef("pk")).order_by(
            "-number"
        )
        begun = attempts.filter(began_at__lte=moment.at).values("began_at")[:1]
        made = attempts.values("created_at")[:1]
        since = x.local(Coalesce(last, Subquery(begun), Subquery(made)), moment)
    return x.at_least_zero(days_since(since, moment.today))


def open_todos(moment: Moment) -> Any:
    """ToDos that are not done."""
    return count(_open(moment))


def overdue_todos(moment: Moment) -> Any:
    """ToDos that should have been done by then."""
    return count(_overdue(moment))


def todo_lateness(moment: Moment) -> Any:
    """How many days the latest of the open ToDos is over its day; 0 where none is."""
    first = least(_overdue(moment), "due", DateField())
    return Coalesce(days_since(first, moment.today), Value(0), output_field=IntegerField())


def todos_done(moment: Moment) -> Any:
    """ToDos done in the last four weeks."""
    since = moment.at - timedelta(days=DONE_DAYS)
    return count(_tasks(moment).filter(done__gt=since, done__lte=moment.at))


def meetings_held(of: str, moment: Moment) -> Any:
    """Meetings of the last 90 days; `of` says whose, of a case or an account."""
    since = moment.at - timedelta(days=MEETING_DAYS)
    return count(_meetings(of, moment).filter(held_at__gt=since))


def days_since_meeting(of: str, moment: Moment) -> Any:
    """Days since the last meeting; unknown where there was none."""
    last = greatest(_meetings(of, moment), "held_at", DateTimeField())
    return days_since(x.local(last, moment), moment.today)


def _meetings(of: str, moment: Moment) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(held(moment.at), held_at__lte=moment.at)
    return rows.filter(**{of: OuterRef("pk")})


def _open(moment: Moment) -> QuerySet[Task]:
    return _tasks(moment).filter(done=None)


def _overdue(moment: Moment) -> QuerySet[Task]:
    """Open ToDos whose day, `due`, had gone by."""
    due = day_then("task", "due_on", moment.at) if moment.asked else F("due_on")
    return _open(moment).annotate(due=due).filter(due__lt=moment.today)


def _tasks(moment: Moment) -> QuerySet[Any]:
    """Of the attempt, each with when it was `done`."""
    if not moment.asked:
        return x.of_attempt(Task).annotate(done=F("done_at"))
    rows = Task.objects.filter(entered(moment.at, "done_at"))
    return _of_attempt(rows.annotate(done=task_done(moment.at)), moment)


def _of_attempt(rows: QuerySet[Any], moment: Moment) -> QuerySet[Any]:
    """Of the attempt that was under way."""
    last = Attempt.objects.filter(opened(moment.at), case=OuterRef("attempt__case")).order_by(
        "-number"
    )
    rows = rows.filter(attempt__case=OuterRef("pk"), attempt=Subquery(last.values("pk")[:1]))
    return rows.order_by()
