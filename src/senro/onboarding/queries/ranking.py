"""Today's order, made by the database: which reason puts a case where, without asking a gate.

    late cases           by the plan days of their phase: an instant for each plan that occurs
    an open gate         known for the cases that were asked, handed in as `opened`

Within a rank comes first whoever has waited longest: since they entered the phase, or since the date
of the ToDo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Cases
from django.db.models import (
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from senro.kernel.names import Moment
from senro.programs.rules.phases import INTAKE

from ..models import Case, Task
from ..rules.machine import ENDED, MOVING
from ..rules.signals import CARE, GO, STILL, STOP, still_after
from .moments import start_of
from .reasons import RANK, SOON_DAYS
from .signalled import signalled

NONE = 99
PRESSING = ("at_risk", "task_overdue", "signal_care", "intake")


@dataclass(frozen=True)
class Late:
    """Conditions for being past the plan, and far past it."""

    late: Q
    still: Q


def open_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that somebody may still have to act on."""
    return cases.exclude(status__in=(*ENDED, "dead_flagged"))


def late_of(cases: QuerySet[Case], moment: Moment) -> tuple[Late, int]:
    """Past the plan, for the plans that these cases have; and how many move (1 query)."""
    found = cases.order_by().values("phase_days", "status").annotate(many=Count("pk"))
    rows = list(found.values_list("phase_days", "status", "many"))
    held = sum(many for _days, status, many in rows if status in MOVING)
    plans = sorted({days for days, _status, _many in rows if days})
    late = still = Q(pk__in=[])
    for plan in plans:
        late |= Q(phase_days=plan, phase_since__lt=_before(plan, moment))
        still |= Q(phase_days=plan, phase_since__lt=_before(still_after(plan) - 1, moment))
    moving = Q(status__in=MOVING) & ~Q(phase=INTAKE)
    return Late(moving & late, moving & still), held


def _before(days: int, moment: Moment) -> Any:
    """Entered before this, a phase has lasted for more than so many days."""
    return start_of(moment.today - timedelta(days=days), moment)


def ranked(
    cases: QuerySet[Case], late: Late, moment: Moment, opened: Iterable[UUID] = ()
) -> QuerySet[Any]:
    """Cases with their `rank`, `told` (the signal) and `due`, in the order of the list."""
    moving = Q(status__in=("active", "relaunching", "at_risk", "extended_onboarding"))
    tasks = _tasks()
    # Looked up once for all, and not at each case as often as the expressions below name it.
    overdue = Q(pk__in=_cases_due(moment.today - timedelta(days=1)))
    soon = Q(pk__in=_cases_due(moment.today + timedelta(days=SOON_DAYS)))
    rank = Cases(
        When(status="watch_stalled", then=Value(RANK["watch_stalled"])),
        When(status="stalled", then=Value(RANK["stalled"])),
        When(late.late, then=Value(RANK["gate_overdue"])),
        When(signalled("stop", moment.at), then=Value(RANK["signal_stop"])),
        When(status="at_risk", then=Value(RANK["at_risk"])),
        When(moving & overdue, then=Value(RANK["task_overdue"])),
        When(signalled("care", moment.at), then=Value(RANK["signal_care"])),
        When(moving & Q(phase=INTAKE), then=Value(RANK["intake"])),
        When(pk__in=list(opened), then=Value(RANK["gate_open"])),
        When(moving & soon, then=Value(RANK["task_due"])),
        When(signalled("go", moment.at), then=Value(RANK["suggestion"])),
        default=Value(NONE),
        output_field=IntegerField(),
    )
    told = Cases(
        When(Q(status__in=STILL) | late.still | Q(rank=RANK["signal_stop"]), then=Value(STOP)),
        When(late.late | Q(rank__in=[RANK[k] for k in PRESSING]),
             then=Value(CARE)),
        default=Value(GO),
        output_field=CharField(),
    )  # fmt: skip
    first = tasks.order_by().values("attempt__case").annotate(first=Min("due_on")).values("first")
    due = Cases(
        When(rank__in=(RANK["task_overdue"], RANK["task_due"]),
             then=Subquery(first, output_field=DateField())),
        default=Value(None),
        output_field=DateField(),
    )  # fmt: skip
    rows: QuerySet[Any] = cases.annotate(rank=rank).exclude(rank=NONE).annotate(told=told)
    return rows.annotate(due=due).order_by("rank", "due", "phase_since", "pk")


def _cases_due(day: date) -> Any:
    open_tasks = Task.objects.living().filter(
        attempt__number=F("attempt__case__attempt_no"), attempt__undone_at=None, done_at=None
    )
    return open_tasks.filter(due_on__lte=day).order_by().values("attempt__case_id")


def _tasks() -> QuerySet[Task]:
    return Task.objects.living().filter(
        attempt__case=OuterRef("pk"),
        attempt__number=OuterRef("attempt_no"),
        attempt__undone_at=None,
        done_at=None,
    )


def counted(rows: Any) -> list[tuple[int, str, int]]:
    """(rank, signal, how many), in one statement."""
    found = rows.order_by().values("rank", "told").annotate(many=Count("pk"))
    return list(found.values_list("rank", "told", "many"))


def candidates(cases: QuerySet[Case], late: Late, most: int, *, small: bool) -> Sequence[Case]:
    """Cases whose gate may be open: all that move where they are few, else the oldest in plan."""
    rows = cases.filter(status__in=MOVING).exclude(phase=INTAKE)
    if not small:
        rows = rows.exclude(late.late).exclude(status="at_risk")
    return list(rows.order_by(F("phase_since").asc(), "pk")[:most])
