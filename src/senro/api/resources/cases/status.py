"""What becomes of a case beside its phases: its beginning, a stall, every status of machine C."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import FieldError, Forbidden, Invalid
from senro.kernel.rules.access import allowed
from senro.onboarding import actions
from senro.onboarding.models import Case
from senro.onboarding.rules.machine import STEPS

from ...bodies import read
from ...bodies_cases import BeginIn, StallIn, StallOver, StatusIn
from ...people import contact_of, person_by_mail
from ...requests import ApiRequest
from ...routes import writes
from ...shapes_cases import Case as CaseShape
from .base import case_of, may_change, router, shown, who

VERBS = {step.to: name for name, step in STEPS.items()}
# What a step may be told besides its reason.
TOLD = {
    "stalled": {"cause"},
    "active": {"cause"},
    "parked_with_cs": {"owner"},
    "relaunching": {"owner", "contact"},
    "extended_onboarding": {"until"},
    "handed_over": {"owner"},
}


@writes(router, "PUT", "/cases/{id}/start", CaseShape, takes=BeginIn)
def begin(request: ApiRequest, id: str) -> dict[str, Any]:
    """Lead a case from its intake into the first phase; the plan counts from that day."""
    case = case_of(request, id)
    may_change(request, case)
    started = read(request, BeginIn).started
    actions.begin(case=case, started=started, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/status", CaseShape, takes=StatusIn)
def set_status(request: ApiRequest, id: str) -> dict[str, Any]:
    """Take a step of the status machine; one that it does not know from here is 409.

    `cause` belongs to `stalled` and `active`, `owner` to `parked_with_cs`, `relaunching` and
    `handed_over`, `contact` (who answered) to `relaunching`, `until` to `extended_onboarding`.
    """
    case = case_of(request, id)
    _may_step(request, case)
    body = read(request, StatusIn)
    more = body.model_dump(exclude_unset=True, exclude={"status", "reason"})
    _refuse_what_does_not_belong(body.status, more)
    if "owner" in more:
        more["owner"] = person_by_mail(more["owner"])
    if "contact" in more:
        more["contact"] = contact_of(case.account, more["contact"], "contact")
    verb = getattr(actions, VERBS[body.status])
    verb(case=case, reason=body.reason, **more, **who(request))
    return shown(request, case)


@writes(router, "PUT", "/cases/{id}/stall", CaseShape, takes=StallIn)
def mark_stalled(request: ApiRequest, id: str) -> dict[str, Any]:
    """The customer does not answer, or nothing moves: why, and what is thought to be behind it."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, StallIn)
    actions.mark_stalled(case=case, cause=body.cause, reason=body.reason, **who(request))
    return shown(request, case)


@writes(router, "DELETE", "/cases/{id}/stall", CaseShape, takes=StallOver)
def recover(request: ApiRequest, id: str) -> dict[str, Any]:
    """The customer answered or something moved: the case is back on the line."""
    case = case_of(request, id)
    may_change(request, case)
    body = read(request, StallOver)
    actions.recover(case=case, cause=body.cause, reason=body.reason, **who(request))
    return shown(request, case)


def _may_step(request: ApiRequest, case: Case) -> None:
    actor = request.actor
    permissions = ("case.change", "case.returned.change")
    if not any(allowed(actor, permission, case.team_id) for permission in permissions):
        raise Forbidden(permission=permissions[0])


def _refuse_what_does_not_belong(status: str, more: dict[str, Any]) -> None:
    wrong = []
    if status not in VERBS:
        words = _("This is none of the values that are possible here.")
        wrong.append(FieldError("status", "unknown_value", words))
    for name in sorted(more.keys() - TOLD.get(status, set())):
        wrong.append(FieldError(name, "unknown_field", _("There is no such field.")))
    if status == "extended_onboarding" and not more.get("until"):
        wrong.append(FieldError("until", "required", _("This field is required.")))
    if wrong:
        raise Invalid(*wrong)
