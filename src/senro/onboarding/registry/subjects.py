"""What of onboarding notes and files may hang on: cases, tasks, meetings, criteria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from senro.kernel.locales import locale
from senro.kernel.rules.access import Actor
from senro.kernel.subjects import register_subject

from ..models import Case, CaseCriterion, Meeting, Task
from ..queries.visible import visible_cases, visible_criteria, visible_meetings, visible_tasks


def _case(actor: Actor, key: UUID) -> Case | None:
    return visible_cases(actor).select_related("account", "team").filter(pk=key).first()


def _task(actor: Actor, key: UUID) -> Task | None:
    rows = visible_tasks(actor).select_related("attempt__case__account")
    return rows.filter(pk=key).first()


def _meeting(actor: Actor, key: UUID) -> Meeting | None:
    rows = visible_meetings(actor).select_related("case__account", "account")
    return rows.filter(pk=key).first()


def _criterion(actor: Actor, key: UUID) -> CaseCriterion | None:
    rows = visible_criteria(actor).select_related("attempt__case__account")
    return rows.filter(pk=key).first()


def _titled(row: Task | CaseCriterion) -> str:
    japanese = locale() == "ja"
    title = (row.title_ja or row.title_en) if japanese else (row.title_en or row.title_ja)
    return f"{row.attempt.case.account.name} · {title}"


def _of_attempt(row: Task | CaseCriterion) -> Sequence[Any]:
    return (row.attempt.case, row.attempt.case.account)


register_subject(
    "case", find=_case, title=lambda row: row.account.name, about=lambda row: (row.account,)
)
register_subject("task", find=_task, title=_titled, about=_of_attempt)
register_subject(
    "casecriterion", find=_criterion, title=_titled, about=_of_attempt, open_files=True
)
register_subject(
    "meeting",
    find=_meeting,
    title=lambda row: row.account.name,
    about=lambda row: (row.case, row.account),
)
