"""Metrics of the work on cases, which any day can be asked of; and over the cases of an account."""

from __future__ import annotations

from functools import partial

from django.db.models import OuterRef

from senro.customers.queries.names.offer import DAYS, count
from senro.kernel.names import Moment, register
from senro.kernel.rules.language import Name

from ..queries import work_measures as measures
from ..queries.criteria_counts import criteria_met, criteria_total, mandatory_open
from .account_names import OPEN, worst

TIMES = {"ja": "回", "en": "times"}


def _name(code: str, ja: str, en: str, unit: dict[str, str] | None = None) -> Name:
    return Name(code, "number", {"ja": ja, "en": en}, kind="metric", unit=unit or {})


# Asked for an account: the worst of its open cases, the largest of what should be small and the
# smallest of what should be large.
for _one, _expression, _function in (
    (
        _name("phase_age_days", "フェーズの経過日数", "Days in phase", DAYS),
        measures.phase_age,
        "MAX",
    ),
    (
        _name("overdue_todos", "期限切れのToDo", "Overdue to-dos"),
        measures.overdue_todos,
        "MAX",
    ),
    (
        _name("todo_lateness_days", "ToDoの遅れ(最大)", "Lateness of to-dos (longest)", DAYS),
        measures.todo_lateness,
        "MAX",
    ),
    (_name("open_todos", "残っているToDo", "Open to-dos"), measures.open_todos, "MAX"),
    (
        _name("todos_done_28d", "終えたToDo(28日)", "To-dos done (28 days)"),
        measures.todos_done,
        "MIN",
    ),
    (_name("criteria_total", "完了基準の数", "Criteria"), criteria_total, "MAX"),
    (_name("criteria_met", "達成した完了基準", "Criteria met"), criteria_met, "MIN"),
    (
        _name("mandatory_open", "残っている必須の完了基準", "Mandatory criteria open"),
        mandatory_open,
        "MAX",
    ),
):
    register("case", _one, _expression, dated=True)
    register("account", _one, worst(_one.code, _function), dated=True)

for _subject in ("case", "account"):
    register(
        _subject,
        _name("meetings_held_90d", "打ち合わせ(90日)", "Meetings held (90 days)", TIMES),
        partial(measures.meetings_held, _subject),
        dated=True,
    )
    register(
        _subject,
        _name(
            "days_since_meeting", "最後の打ち合わせからの日数", "Days since the last meeting", DAYS
        ),
        partial(measures.days_since_meeting, _subject),
        dated=True,
    )


def _open_cases(moment: Moment) -> object:
    return count(measures.cases_open(moment, OPEN).filter(account=OuterRef("pk")))


register(
    "account",
    Name("open_cases", "number", {"ja": "進行中のケース", "en": "Open cases"}, kind="metric"),
    _open_cases,
    dated=True,
)
