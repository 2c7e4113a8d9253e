"""Finding a case, and showing it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Router

from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.kernel.locales import locale
from senro.kernel.names import Moment
from senro.onboarding.models import Case
from senro.onboarding.queries import case_dict, visible_cases
from senro.onboarding.queries.past import cases_there

from ...ids import uuid_of
from ...moments import past
from ...requests import ApiRequest
from ...versions import unchanged

__all__ = [
    "case_of",
    "case_with",
    "cases",
    "locale",
    "may_change",
    "router",
    "shown",
    "then_or_now",
    "who",
]

router = Router(tags=["Cases"])


def cases(request: ApiRequest) -> QuerySet[Case]:
    """The cases that this key may see."""
    found: QuerySet[Case] = visible_cases(request.actor)
    return found.select_related("account", "contract", "owner", "team")


def case_with(request: ApiRequest, id: str) -> Case:
    """The case of the address. Raises Missing."""
    case = cases(request).filter(pk=uuid_of(id)).first()
    if case is None:
        raise Missing()
    return case


def case_of(request: ApiRequest, id: str) -> Case:
    """The same; raises StaleVersion when `If-Match` names an older one."""
    case = case_with(request, id)
    unchanged(request, case.version)
    return case


def then_or_now(request: ApiRequest, id: str) -> tuple[Case, Moment | None]:
    """The case, and the moment of the past that is asked for. Raises Missing before it was there."""
    then = past(request)
    if then is None:
        return case_of(request, id), None
    case = cases_there(cases(request), then.at).filter(pk=uuid_of(id)).first()
    if case is None:
        raise Missing()
    return case, then


def may_change(request: ApiRequest, case: Case) -> None:
    """403 before 422: raises Forbidden before a body is read."""
    require(request.actor, "case.change", case.team_id)


def shown(request: ApiRequest, case: Case) -> dict[str, Any]:
    """The case as the API gives it, read anew."""
    return case_dict(case, at=request.at, locale=locale())


def who(request: ApiRequest) -> dict[str, Any]:
    """`by` and `at` for a verb."""
    return {"by": request.actor, "at": request.at}
