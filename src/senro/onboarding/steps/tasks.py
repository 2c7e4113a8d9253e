"""A task that is about to change."""

from __future__ import annotations

from senro.kernel.access import require
from senro.kernel.errors import Forbidden, Missing
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change

from ..models import Task


def taken(change: Change, task: Task, by: Actor, permission: str = "task.change") -> Task:
    """The task, locked, if this person may change it. Raises Missing, Forbidden."""
    rows = Task.objects.living().select_for_update(of=("self",))
    row = rows.select_related("attempt__case__account", "contact").filter(pk=task.pk).first()
    if row is None:
        raise Missing()
    case = row.attempt.case
    require(by, permission, case.team_id)
    limited = not by.is_system and not by.sees_everything
    if limited and by.person_id not in (row.owner_id, case.owner_id):
        raise Forbidden(permission=permission)
    change.subject(row)
    change.about(case, case.account)
    return row
