"""The list of all cases, and the same as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from senro.kernel.errors import Missing
from senro.kernel.rules.access import CUSTOMER_ROLES
from senro.onboarding.queries.listing import list_cases
from senro.onboarding.queries.past_list import list_cases_then

from ...lists.export import exported
from ...lists.listing import Listing, elsewhere, page_of, shown
from ..shapes.case_list import CELLS, GROUP_OF, GROUPS, Reading, group_words, picks

EXAMPLE = "phase = 'P3' AND phase_age_days > 20"
CASES = Listing(
    code="cases",
    subject="case",
    template="console/onboarding/case_list.html",
    permission="case.change",
    cell="case_cell",
    key=lambda line: line.id,
    find=list_cases,
    find_then=list_cases_then,
    cells=CELLS,
    groups=GROUPS,
    group_of=GROUP_OF,
    example=EXAMPLE,
    not_dated=frozenset({"name", "tier", "product", "contract", "team", "industry"}),
)


@require_GET
def case_list(request: Any) -> HttpResponse:
    """Every case: narrowed, sorted, grouped, in the view or with the columns of this person."""
    _colleagues(request)
    if other := elsewhere(request, CASES):
        return other
    page = page_of(request, CASES)
    group = page.asked.group
    return shown(
        request, CASES, page,
        reading=Reading(page.day.at, page.day.keep),
        words=group_words(group, request.at) if group else {},
        picks=picks(request.actor, page.asked, request.at),
    )  # fmt: skip


@require_GET
def cases_file(request: Any, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list with its columns, for a spreadsheet."""
    _colleagues(request)
    return exported(request, "cases", kind)


def _colleagues(request: Any) -> None:
    if request.actor.roles <= frozenset(CUSTOMER_ROLES):
        raise Missing()
