"""What of a case needs a manager's word: custom criteria and waivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.approvals import Described, register_approval
from senro.kernel.models import Approval
from senro.kernel.verbs import Change

from ..models import CaseCriterion, Waiver
from ..queries.said import in_both
from ..queries.told import told_of
from ..steps.asking import CUSTOM, WAIVER, most_customs, tell_author
from ..steps.cases import locked
from ..steps.promises import note_amendment


def _criterion(approval: Approval) -> CaseCriterion:
    related = CaseCriterion.objects.select_related("attempt__case__account")
    found: CaseCriterion = related.get(pk=approval.subject_id)
    return found


def _lock(approval: Approval) -> None:
    locked(_criterion(approval).attempt.case)


def _custom(change: Change, approval: Approval) -> None:
    row = _criterion(approval)
    case = row.attempt.case
    change.update(row, approval=approval.decision)
    if approval.decision == "approved" and told_of(row.attempt) is not None:
        note_amendment(change, row, "custom", approval.reason)
    _told(change, approval, row)
    change.about(case, case.account)


def _waiver(change: Change, approval: Approval) -> None:
    row = _criterion(approval)
    case = row.attempt.case
    waived = Waiver.objects.living().filter(criterion=row).exists()
    if approval.decision == "approved" and not waived:
        change.create(
            Waiver(criterion=row, reason=approval.reason, asked_by_id=approval.created_by_id)
        )
    _told(change, approval, row)
    change.about(case, case.account)


def _told(change: Change, approval: Approval, row: CaseCriterion) -> None:
    kind = f"onboarding.{'criterion' if approval.kind == CUSTOM else 'waiver'}.{approval.decision}"
    tell_author(change, kind, row.attempt.case, row, approval)


def _describe(approvals: Sequence[Approval], at: datetime) -> dict[UUID, Described]:
    rows = CaseCriterion.objects.living().filter(pk__in=[one.subject_id for one in approvals])
    found = {row.pk: row for row in rows.select_related("attempt__case__account")}
    attempts = {row.attempt_id for row in found.values()}
    customs = CaseCriterion.objects.living().filter(attempt__in=attempts, custom=True)
    counts = Counter(customs.exclude(approval="refused").values_list("attempt_id", flat=True))
    return {
        one.pk: _described(one, found[one.subject_id], counts, at)
        for one in approvals
        if one.subject_id in found
    }


def _described(
    approval: Approval, row: CaseCriterion, counts: Counter[Any], at: datetime
) -> Described:
    case = row.attempt.case
    number = counts[row.attempt_id]
    notes: tuple[Any, ...] = ()
    if number > most_customs(at, case.account.tier):
        notes = (_("This case has %(number)s criteria of its own.") % {"number": number},)
    if approval.kind == CUSTOM:
        effect = (
            _("One more mandatory criterion before this case is complete.")
            if row.mandatory
            else _("One more optional criterion; completion does not wait for it.")
        )
    else:
        effect = _("This criterion no longer keeps the case from being complete.")
    return Described(
        title=in_both(row.title_ja or row.title_en, row.title_en or row.title_ja),
        effect=effect,
        account=case.account.name,
        account_key=case.account.key,
        case_id=case.pk,
        notes=notes,
    )


register_approval(
    CUSTOM, _("Custom criterion"), lock=_lock, decide=_custom, describe=_describe
)  # fmt: skip
register_approval(WAIVER, _("Waiver"), lock=_lock, decide=_waiver, describe=_describe)
