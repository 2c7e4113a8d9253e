"""What the worker does again and again. A domain registers it in its `registry`:

    from senro.kernel.schedules import daily, every

    @every(minutes=15, refresh=True)
    def detect_at_risk_now(*, at: datetime) -> None:
        detect_at_risk(by=SYSTEM, at=at)

    @daily(at="06:00")
    def morning(*, at: datetime) -> None: ...

The function gets business time as `at`, acts as SYSTEM and must be idempotent: after a crash in the
middle it runs again once its lease has expired. `daily` is the organisation's local time. One with
`refresh=True` also runs in `senro refresh`. The name of a schedule is that of its function.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from traceback import format_exc
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from .leases import LEASE, renewed
from .models import Schedule
from .queries.people import organization

logger = logging.getLogger("senro.schedules")
Function = Callable[..., object]
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """A registered schedule."""

    name: str
    function: Function
    interval: timedelta | None
    time_of_day: time | None
    refresh: bool

    def next_after(self, machine: datetime, zone: str) -> datetime:
        """When it is due again."""
        if self.interval is not None:
            return machine + self.interval
        assert self.time_of_day is not None
        local = machine.astimezone(ZoneInfo(zone))
        due = datetime.combine(local.date(), self.time_of_day, ZoneInfo(zone))
        return due if due > local else due + timedelta(days=1)


PLANS: dict[str, Plan] = {}


def every(*, minutes: float, refresh: bool = False) -> Callable[[Function], Function]:
    """Run the function every so many minutes, the first time as soon as there is a worker."""
    return _register(timedelta(minutes=minutes), None, refresh)


def daily(*, at: str, refresh: bool = False) -> Callable[[Function], Function]:
    """Run the function once a day at this local time of the organisation ("06:00")."""
    return _register(None, time.fromisoformat(at), refresh)


def _register(
    interval: timedelta | None, time_of_day: time | None, refresh: bool
) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        module = function.__module__.removeprefix("senro.").replace(".registry", "")
        name = f"{module}.{function.__name__}"
        if name in PLANS:
            raise RuntimeError(f"the schedule {name} is registered twice")
        PLANS[name] = Plan(name, function, interval, time_of_day, refresh)
        return function

    return register


def run_due(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Run every schedule that is due and that no other worker is at. How many ran."""
    _make_rows(clock())
    due = _free(clock()).filter(name__in=PLANS).order_by("run_after")
    return sum(_run(PLANS[name], at, clock) for name in list(due.values_list("name", flat=True)))


def refresh(*, at: datetime) -> list[str]:
    """Run what keeps values up to date once, now, due or not. The names of what ran."""
    plans = [plan for plan in PLANS.values() if plan.refresh]
    for plan in plans:
        plan.function(at=at)
    return [plan.name for plan in plans]


def _make_rows(machine: datetime) -> None:
    missing = PLANS.keys() - set(Schedule.objects.values_list("name", flat=True))
    if not missing:
        return
    zone = organization().timezone
    rows = [
        Schedule(
            name=name,
            run_after=machine if PLANS[name].interval else PLANS[name].next_after(machine, zone),
        )
        for name in sorted(missing)
    ]
    Schedule.objects.bulk_create(rows, ignore_conflicts=True)


def _free(machine: datetime) -> QuerySet[Schedule]:
    free = Q(leased_until=None) | Q(leased_until__lt=machine)
    return Schedule.objects.filter(free, run_after__lte=machine)


def _run(plan: Plan, at: datetime, clock: Callable[[], datetime]) -> int:
    mine = Schedule.objects.filter(name=plan.name)
    # One statement: of two workers only one finds the row free.
    if not _free(clock()).filter(name=plan.name).update(leased_until=clock() + LEASE):
        return 0
    with renewed(lambda: mine.update(leased_until=clock() + LEASE)):
        try:
            plan.function(at=at)
        except Exception:
            logger.exception("schedule %s failed", plan.name)
            attempts = mine.values_list("attempts", flat=True)[0] + 1
            wait = min(timedelta(minutes=2 ** min(attempts, 10)) / 2, LONGEST_WAIT)
            mine.update(
                run_after=clock() + wait,
                leased_until=None,
                attempts=F("attempts") + 1,
                error=format_exc()[-8000:],
            )
            return 1
    mine.update(
        run_after=plan.next_after(clock(), organization().timezone),
        last_run_at=clock(),
        leased_until=None,
        attempts=0,
        error="",
    )
    return 1


def failing_schedules() -> list[Schedule]:
    """What failed the last time, for people to see."""
    return list(Schedule.objects.filter(attempts__gt=0).order_by("name"))
