"""Completion criteria of a case: met, or waived by a manager."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, CaseCriterion, Waiver
from ..queries.gates import line_of
from ..steps.cases import locked, needed


@verb("onboarding.criterion.met", _("Criterion met"), permission="case.change")
def meet_criterion(
    change: Change, *, case: Case, code: str, evidence: str, by: Actor, at: datetime
) -> CaseCriterion:
    """Say that a criterion is met, and by what that is seen. Raises Missing, Invalid."""
    case, row = _found(case, code, by, "case.change")
    needed(evidence=evidence)
    change.about(case, case.account)
    if row.met_at is None:
        change.update(row, met_at=at, met_by_id=by.person_id, evidence=evidence.strip())
    elif row.evidence != evidence.strip():
        change.update(row, evidence=evidence.strip())
    return row


@verb("onboarding.criterion.unmet", _("Criterion open again"), permission="case.change")
def unmeet_criterion(
    change: Change, *, case: Case, code: str, reason: str, by: Actor, at: datetime
) -> CaseCriterion:
    """A criterion turned out not to be met after all."""
    case, row = _found(case, code, by, "case.change")
    needed(reason=reason)
    change.about(case, case.account)
    change.reason = reason.strip()
    change.update(row, met_at=None, met_by_id=None)
    return row


@verb("onboarding.criterion.waived", _("Criterion waived"), permission="case.override")
def waive_criterion(
    change: Change, *, case: Case, code: str, reason: str, by: Actor, at: datetime
) -> Waiver:
    """A manager lets a criterion go for this case, with a reason."""
    case, row = _found(case, code, by, "case.override")
    needed(reason=reason)
    there = Waiver.objects.living().filter(criterion=row).first()
    if there is not None:
        return there
    waiver = Waiver(criterion=row, reason=reason.strip())
    change.create(waiver)
    change.subject(row)
    change.about(case, case.account)
    change.reason = reason.strip()
    return waiver


def _found(case: Case, code: str, by: Actor, permission: str) -> tuple[Case, CaseCriterion]:
    case = locked(case)
    require(by, permission, case.team_id)
    rows = CaseCriterion.objects.living().filter(attempt=line_of(case).attempt, code=code)
    row = rows.first()
    if row is None:
        raise Missing()
    return case, row
