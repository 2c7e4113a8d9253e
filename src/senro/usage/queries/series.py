"""What one account did, week by week: for the chart on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from senro import lake

from ..metrics import AsOf
from .values import heard_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

WEEKS = 26


@dataclass(frozen=True)
class Week:
    """Seven local days, named by the first. Nothing known of it yet, or of its persons: None."""

    first: date
    events: int | None
    users: int | None


def weeks_of(account: str, asked: AsOf, weeks: int = WEEKS) -> tuple[Week, ...]:
    """The last weeks of an account, the running one last; empty where nothing was ever heard."""
    if lake.is_empty():
        return ()
    rows = heard_of([account], asked)
    monday = asked.day - timedelta(days=asked.day.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    [by_week] = lake.answers("weeks", rows, _by_week)
    found = {row["week"]: row for row in by_week.to_pylist()}
    if not found:
        return ()
    began = min(found)
    return tuple(_week(first + timedelta(weeks=number), found, began) for number in range(weeks))


def _by_week(rows: ir.Table) -> list[ir.Table]:
    by_week = rows.group_by(week=rows.day.truncate("W"))
    return [
        by_week.aggregate(
            events=rows.whole.sum(), users=rows.end_user.nunique(), summed=rows.summed.any()
        )
    ]


def _week(first: date, found: dict[date, dict[str, Any]], began: date) -> Week:
    row = found.get(first)
    if row is None:
        return Week(first, 0, 0) if first > began else Week(first, None, None)
    users = None if row["summed"] else row["users"]
    return Week(first, row["events"], users)
