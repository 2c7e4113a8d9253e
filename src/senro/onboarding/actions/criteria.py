"""Completion criteria of a case: met by evidence, varied by an option, waived by a manager."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.asking import ask, settle_request
from senro.kernel.errors import Conflict, FieldError, Invalid, Missing
from senro.kernel.models import Approval, File, kind_of
from senro.kernel.queries import visible_files
from senro.kernel.rules.access import SYSTEM, Actor
from senro.kernel.verbs import Change, verb
from senro.programs.queries import criteria_set_of

from ..models import Case, CaseCriterion, Waiver
from ..queries.gates import line_of
from ..queries.moments import moment_of
from ..rules.criteria import Wrong, proof_of, reached, summary
from ..steps.asking import WAIVER, tell_leaders
from ..steps.cases import locked, needed
from ..steps.plan import promised
from ..steps.promises import amend
from ..steps.reading import WORDS


class CriterionNotAgreed(Conflict):
    """A custom criterion counts for nothing before a manager approved it."""

    code = "pending_approval"
    message = _("This criterion has not been approved, so it does not count yet.")


@verb("onboarding.criterion.met", _("Criterion met"), permission="case.change")
def meet_criterion(
    change: Change,
    *,
    case: Case,
    code: str,
    by: Actor,
    at: datetime,
    evidence: str = "",
    proof: Mapping[str, Any] | None = None,
) -> CaseCriterion:
    """Say by what it is seen that a criterion is met: in words, or as evidence in its parts.

    `proof`: kind (metric, document, human or survey) with value, threshold, scale, values by site,
    before, better (higher, lower), link, file, who, words, on. A number that does not reach its
    threshold is kept, and the criterion stays open. Raises Missing, Invalid, CriterionNotAgreed.
    """
    case, row = _found(case, code, by, "case.change")
    if not row.counts:
        raise CriterionNotAgreed(code=code)
    change.about(case, case.account)
    if proof is None:
        needed(evidence=evidence)
        told = None
    else:
        told = _with_file(row, _proof(row, proof, at))
        evidence = evidence.strip() or summary(told)
    values: dict[str, Any] = {"evidence": evidence.strip()}
    if told is not None:
        values["proof"] = told
    if told is not None and not reached(told):
        change.update(row, **values, met_at=None, met_by_id=None)
    elif row.met_at is None:
        change.update(row, **values, met_at=at, met_by_id=by.person_id)
    else:
        change.update(row, **values)
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


@verb("onboarding.criterion.option_chosen", _("Criterion option chosen"), permission="case.change")
def choose_option(
    change: Change,
    *,
    case: Case,
    code: str,
    option: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> CaseCriterion:
    """Take a variation that the criteria set allows (`""` goes back): no approval is needed.

    It may change words, rule, threshold and kind of evidence; what was met by other measures is
    open again. After the customer was told, a reason is needed. Raises Missing, Invalid.
    """
    case, row = _found(case, code, by, "case.change")
    if row.option == option:
        return row
    chosen = criteria_set_of(row.attempt.criteria_set) if row.attempt.criteria_set else None
    one = chosen.criterion(code) if chosen and not row.custom else None
    wanted = one.option(option) if one and option else None
    if one is None or (option and wanted is None):
        words = _("The criteria set has no such option.")
        raise Invalid(FieldError("option", "unknown_value", words))
    change.about(case, case.account)
    change.reason = reason.strip()
    again = {"met_at": None, "met_by_id": None, "proof": None, "evidence": ""}
    amend(change, row, "option", reason, option=option, **promised(one, wanted), **again)
    change.subject(row)
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
    settle_request(change, WAIVER, row, "approved")
    change.subject(row)
    change.about(case, case.account)
    change.reason = reason.strip()
    return waiver


@verb("onboarding.waiver.asked", _("Waiver asked for"), permission="case.change")
def ask_waiver(
    change: Change, *, case: Case, code: str, reason: str, by: Actor, at: datetime
) -> Approval | None:
    """Ask a manager to let a criterion go for this case. Nothing to ask when it was waived."""
    case, row = _found(case, code, by, "case.change")
    needed(reason=reason)
    if not row.counts:
        raise CriterionNotAgreed(code=code)
    if Waiver.objects.living().filter(criterion=row).exists():
        return None
    request = ask(change, WAIVER, subject=row, reason=reason, team_id=case.team_id)
    change.about(case, case.account)
    change.reason = reason.strip()
    tell_leaders(change, "onboarding.waiver.asked", case, row, request)
    return request


def _found(case: Case, code: str, by: Actor, permission: str) -> tuple[Case, CaseCriterion]:
    """The case under lock and its criterion. Raises Missing, Forbidden."""
    case = locked(case)
    require(by, permission, case.team_id)
    rows = CaseCriterion.objects.living().filter(attempt=line_of(case).attempt, code=code)
    row = rows.select_related("attempt__criteria_set").first()
    if row is None:
        raise Missing()
    return case, row


def _with_file(row: CaseCriterion, told: dict[str, Any]) -> dict[str, Any]:
    """The name of the file beside its id. It must hang on this criterion: who sees one sees both."""
    if "file" not in told:
        return told
    try:
        files = visible_files(SYSTEM, kind_of(row), row.pk).filter(pk=UUID(told["file"]))
    except ValueError:
        files = File.objects.none()
    found = files.first()
    if found is None:
        raise Invalid(FieldError("proof.file", "unknown_value", PROOF_WORDS["no_file"]))
    return told | {"file": str(found.pk), "file_name": found.name}


PROOF_WORDS: dict[str, Any] = {
    **WORDS,
    "bad_link": _("A link begins with https:// or http://."),
    "no_file": _("No such file hangs on this criterion."),
}


def _proof(row: CaseCriterion, proof: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    today = moment_of(at).today
    limits: dict[str, Any] = {"threshold": row.threshold, "scale": row.scale, "per": row.per}
    if proof.get("kind") != row.kind and proof.get("kind") in ("metric", "survey"):
        # A KPI instead of an answer, or the other way round: it brings its own measure.
        limits = {"threshold": None, "scale": None, "per": ""}
    try:
        return proof_of(proof, **limits, today=today)
    except Wrong as wrong:
        raise Invalid(
            *(FieldError(f"proof.{name}", code, PROOF_WORDS[code]) for name, code in wrong.errors)
        ) from wrong
