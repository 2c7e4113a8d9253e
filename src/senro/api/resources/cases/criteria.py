"""Completion criteria of a case: evidence, options, customs, waivers, what was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.queries import local_day_of
from senro.onboarding import actions
from senro.onboarding.models import CaseCriterion
from senro.onboarding.queries.criteria import criterion_dicts, criterion_dicts_at, promise_dict
from senro.onboarding.queries.outcomes import outcome_dict
from senro.onboarding.queries.past import DATED, attempt_then, criteria_then

from ...bodies import WORDS, read
from ...bodies_criteria import CriterionEvidence, CustomIn, OptionIn, Reasoned
from ...ids import key_of
from ...lists import page
from ...moments import said_then
from ...requests import ApiRequest
from ...routes import reads, writes
from ...shapes_criteria import Criteria, Criterion, OutcomeShape, Promise, WaiverRequest
from .base import case_of, locale, may_change, router, then_or_now, who

PAGE = ("limit", "cursor", "sort")


@reads(router, "/cases/{id}/criteria", Criteria, query=(*PAGE, "as_of"))
def list_criteria(request: ApiRequest, id: str) -> dict[str, Any]:
    """The completion criteria that this attempt was promised, met or not.

    `state` is met, waived, open, pending_approval or refused; the last two do not count.
    With `as_of` those of the attempt of that day, and which were met or waived by then.
    """
    case, then = then_or_now(request, id)
    rows = _then(case, then.at) if then else _criteria(case)
    columns = {"created_at": "created_at", "code": "code"}
    found, cursor = page(request, rows, columns=columns, default="created_at")
    items = (
        criterion_dicts_at(found, then.at, locale=locale())
        if then
        else criterion_dicts(found, locale=locale())
    )
    return {"items": items, "next_cursor": cursor, **said_then(DATED[CaseCriterion], then, items)}


@writes(router, "POST", "/cases/{id}/criteria", Criterion, takes=CustomIn, created=True)
def add_custom_criterion(request: ApiRequest, id: str) -> tuple[dict[str, Any], int]:
    """Write a criterion for this case alone: it counts when a manager has approved it."""
    case = case_of(request, id)
    may_change(request, case)
    fields = read(request, CustomIn).model_dump(exclude_unset=True)
    row = actions.add_custom(case=case, fields=fields, **who(request))
    return _shown(case, row.code), 201


@writes(router, "PUT", "/cases/{id}/criteria/{code}", Criterion, takes=CriterionEvidence)
def meet_criterion(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """The criterion is met: by what that is seen, in words or as `proof` in its parts.

    A number below its threshold is kept as evidence, and the criterion stays open. A document is a
    `link`, or a `file` that was attached to the criterion before (`POST /files`, `subject` is
    `casecriterion:{id}`): whoever sees the criterion may download it.
    """
    case, name = case_of(request, id), key_of(code)
    may_change(request, case)
    _one(case, name)
    body = read(request, CriterionEvidence)
    proof = body.proof.model_dump(exclude_none=True) if body.proof else None
    if proof is None and not body.evidence:
        raise Invalid(FieldError("evidence", *WORDS["missing"]))
    actions.meet_criterion(
        case=case, code=name, evidence=body.evidence, proof=proof, **who(request)
    )
    return _shown(case, name)


@writes(router, "DELETE", "/cases/{id}/criteria/{code}", Criterion, takes=Reasoned)
def unmeet_criterion(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """The criterion turned out not to be met after all."""
    case, name = case_of(request, id), key_of(code)
    _one(case, name)
    may_change(request, case)
    reason = read(request, Reasoned).reason
    actions.unmeet_criterion(case=case, code=name, reason=reason, **who(request))
    return _shown(case, name)


@writes(router, "PUT", "/cases/{id}/criteria/{code}/option", Criterion, takes=OptionIn)
def choose_criterion_option(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """Take a variation that the criteria set allows; null goes back. No approval is needed.

    After the customer was told the criteria, a reason is needed: it is kept as an amendment.
    """
    case, name = case_of(request, id), key_of(code)
    may_change(request, case)
    _one(case, name)
    body = read(request, OptionIn)
    actions.choose_option(
        case=case, code=name, option=body.option or "", reason=body.reason, **who(request)
    )
    return _shown(case, name)


@writes(router, "PUT", "/cases/{id}/criteria/{code}/waiver", Criterion, takes=Reasoned)
def waive_criterion(request: ApiRequest, id: str, code: str) -> dict[str, Any]:
    """A manager lets the criterion go for this case, with a reason."""
    case, name = case_of(request, id), key_of(code)
    _one(case, name)
    require(request.actor, "case.override", case.team_id)
    reason = read(request, Reasoned).reason
    actions.waive_criterion(case=case, code=name, reason=reason, **who(request))
    return _shown(case, name)


@writes(
    router, "POST", "/cases/{id}/criteria/{code}/waiver-request", WaiverRequest,
    takes=Reasoned, created=True,
)  # fmt: skip
def ask_waiver(request: ApiRequest, id: str, code: str) -> tuple[dict[str, Any], int]:
    """Ask a manager to let the criterion go; it stands in the approvals until somebody decides."""
    case, name = case_of(request, id), key_of(code)
    may_change(request, case)
    _one(case, name)
    reason = read(request, Reasoned).reason
    asked = actions.ask_waiver(case=case, code=name, reason=reason, **who(request))
    return {"approval": str(asked.pk) if asked else None, **_shown(case, name)}, 201


@reads(router, "/cases/{id}/criteria-told", Promise)
def criteria_told(request: ApiRequest, id: str) -> dict[str, Any]:
    """What the customer was told, word for word, with its hash, and the amendments since.

    404 while nobody told them.
    """
    found = promise_dict(case_of(request, id))
    if found is None:
        raise Missing()
    return found


@reads(router, "/cases/{id}/outcome", OutcomeShape)
def get_outcome(request: ApiRequest, id: str) -> dict[str, Any]:
    """The outcome in its three parts and as one sentence with its period; 404 while unwritten."""
    today = local_day_of(request.at)
    found = outcome_dict(case_of(request, id), today=today, locale=locale())
    if found is None:
        raise Missing()
    return found


def _criteria(case: Any) -> Any:
    return CaseCriterion.objects.living().filter(
        attempt__case=case, attempt__number=case.attempt_no
    )


def _then(case: Any, at: datetime) -> Any:
    attempt = attempt_then(case, at)
    return criteria_then(attempt, at) if attempt else CaseCriterion.objects.none()


def _one(case: Any, code: str) -> CaseCriterion:
    found: CaseCriterion | None = _criteria(case).filter(code=code).first()
    if found is None:
        raise Missing()
    return found


def _shown(case: Any, code: str) -> dict[str, Any]:
    return criterion_dicts([_one(case, code)], locale=locale())[0]
