"""One field of a case or of a task, changed where it stands."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, Task
from ..queries.gates import line_of
from ..steps.cases import locked, refuse
from ..steps.reading import Reader
from ..steps.tasks import taken


@verb("onboarding.task.renamed", _("ToDo renamed"), permission="case.change")
def rename_task(
    change: Change, *, task: Task, title: str, language: str = "", by: Actor, at: datetime
) -> Task:
    """Give a task another name: in one language where it has two. Raises Invalid for an empty one."""
    row = taken(change, task, by, "case.change")
    read = Reader({"title": title}, ("title",))
    name = read.text("title", needed=True, most=300)
    refuse(read.errors)
    both = row.title_ja == row.title_en or language not in ("ja", "en")
    change.update(
        row, **({"title_ja": name, "title_en": name} if both else {f"title_{language}": name})
    )
    return row


@verb("onboarding.case.temperature_set", _("Keenness noted"), permission="case.change")
def set_temperature(
    change: Change, *, case: Case, temperature: int | None, by: Actor, at: datetime
) -> Case:
    """How keen the customer is in the eyes of CS, 1 to 5; None where nobody can tell."""
    case = _mine(change, case, by)
    read = Reader({"temperature": temperature}, ("temperature",))
    value = read.number("temperature", 1, 5)
    refuse(read.errors)
    change.update(case, temperature_cs=value)
    return case


@verb("onboarding.case.target_moved", _("Target moved"), permission="case.change")
def move_target(
    change: Change,
    *,
    case: Case,
    target_end: date | None,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Case:
    """The day until which the present attempt should be complete. Raises Invalid."""
    case = _mine(change, case, by)
    attempt = line_of(case).attempt
    if target_end is None or target_end < attempt.started:
        words = _("The target lies on the day of the start or after it.")
        raise Invalid(FieldError("target_end", "out_of_range", words))
    change.reason = reason.strip()
    change.update(attempt, target_end=target_end)
    return case


def _mine(change: Change, case: Case, by: Actor) -> Case:
    case = locked(case)
    require(by, "case.change", case.team_id)
    change.subject(case)
    change.about(case.account)
    return case
