"""Purposes of adoption as a case sees them: its account's, without those it excludes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.customers.actions import set_purpose
from senro.customers.models import AccountPurpose
from senro.kernel.access import require
from senro.kernel.errors import FieldError
from senro.kernel.notifications import notify
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.programs.queries import purposes
from senro.programs.rules import INTAKE

from ..models import Case, Task
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..steps.cases import locked, refuse
from ..steps.plan import add_tasks_of_purpose, purposes_of
from ..steps.reading import WORDS


@verb("onboarding.purpose.set", _("Purpose set for the case"), permission="case.change")
def set_case_purpose(
    change: Change,
    *,
    case: Case,
    code: str,
    rank: int | None = None,
    by: Actor,
    at: datetime,
    source: str = "customer",
) -> list[Task]:
    """Give the account this purpose. Its tasks are added once, without topics that are there.

    Answers with the new tasks. Raises Invalid for a purpose that the method does not know.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    known = {one.code: one for one in purposes(at)}
    refuse([] if code in known else [FieldError("code", "unknown_value", WORDS["unknown_value"])])
    before = _ranks(case)
    change.update(case, excluded_purposes=[one for one in case.excluded_purposes if one != code])
    set_purpose(account=case.account, code=code, rank=rank, source=source, by=by, at=at)
    line = line_of(case)
    made: list[Task] = []
    if case.phase != INTAKE:
        today = moment_of(at).today
        made = add_tasks_of_purpose(change, case, line.attempt, line.phases, code, today)
    if _ranks(case) != before:
        change.note(case, purpose=code, ranks_before=before, ranks=_ranks(case), tasks=len(made))
    change.subject(case)
    change.about(case.account)
    if before and code not in before:
        _tell_owner(change, case, code, len(made))
    return made


@verb("onboarding.purpose.excluded", _("Purpose left out of the case"), permission="case.change")
def exclude_purpose(
    change: Change, *, case: Case, code: str, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """The account keeps the purpose; this case does not follow it. Its open tasks go."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    if code not in purposes_of(case):
        return case
    change.update(case, excluded_purposes=sorted({*case.excluded_purposes, code}))
    line = line_of(case)
    templates = {one.code for one in line.phases.tasks if one.purpose == code}
    rows = Task.objects.living().filter(attempt=line.attempt, done_at=None)
    for task in rows.filter(template__in=templates):
        change.remove(task)
    change.subject(case)
    change.about(case.account)
    change.reason = reason
    return case


def _ranks(case: Case) -> list[str]:
    rows = AccountPurpose.objects.living().filter(account=case.account, ended_at=None)
    return list(rows.order_by("rank", "code").values_list("code", flat=True))


def _tell_owner(change: Change, case: Case, code: str, tasks: int) -> None:
    notify(
        "onboarding.purpose.added",
        to=[case.owner_id] if case.owner_id else [],
        subject=case,
        once=f"{case.pk}:{code}:{change.id}",
        at=change.at,
        params={"account": case.account.name, "code": code, "tasks": tasks},
        fact=change.id,
    )
