"""The list of all cases, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_GET

from senro.exchange.lists import columns_of
from senro.kernel import names
from senro.kernel.errors import Missing
from senro.kernel.rules.access import CUSTOMER_ROLES, allowed
from senro.kernel.rules.language import RuleError, describe
from senro.onboarding.queries.listing import CaseList, list_cases
from senro.onboarding.queries.past_list import list_cases_then

from ...customers.shapes.asked import RuleTrouble, trouble
from ...lists.asking import (
    PER_PAGE,
    Asked,
    bar_of,
    columns_asked,
    kept,
    moved,
    opened,
    remembered,
)
from ...lists.cells import EDITABLE
from ...lists.export import exported
from ...lists.fields import own_fields
from ...lists.pages import Pages
from ...lists.table import pencils, rows_html, tick
from ...lists.views import shares
from ...past import Day, band_of, day_asked, plain_of, todays
from ..shapes.case_list import CELLS, GROUP_OF, GROUPS, Reading, group_words, picks

# Columns whose values are today's on a past day too.
NOT_DATED = frozenset({"name", "tier", "product", "contract", "team", "industry", "target"})
EXAMPLE = "phase = 'P3' AND phase_age_days > 20"


@require_GET
def case_list(request: Any) -> HttpResponse:
    """Every case: narrowed, sorted, grouped, in the view or with the columns of this person."""
    _colleagues(request)
    if "cols" in request.GET:
        return remembered(request, "cases")
    if view := opened(request, "cases"):
        return view
    asked = Asked.of(request.GET, "cases")
    columns = columns_asked(request, "cases")
    day = day_asked(request)
    found, wrong = _found(request, asked, day)
    words = group_words(asked.group, request.at) if asked.group else {}
    body = rows_html(
        found.items if found else (), columns, CELLS, Reading(day.at, day.keep),
        groups=found.groups if found else (), group_of=GROUP_OF.get(asked.group), words=words,
        picks=None if day.past else _ticks(request), edits=None if day.past else _pens(request),
    )  # fmt: skip
    context = {
        "asked": asked,
        "found": found,
        "page": Pages(found) if found else None,
        "body": body,
        "columns": columns,
        "all_columns": moved(request, columns, columns_of("cases")),
        "picks": picks(request.actor, asked, request.at),
        "groups": [("", pgettext("group", "None")), *GROUPS.items()],
        "kept": kept(request, "q", "page"),
        "kept_for_rule": kept(request, "where", "rule", "page"),
        "kept_for_columns": kept(request, "cols", "page"),
        "bar": plain_of(bar_of(request, "cases"), request, day),
        "shares": shares(request),
        "trouble": wrong,
        "reading": _said(asked.where) if found and asked.where else "",
        "rule_open": bool(asked.where or request.GET.get("rule")),
        "rule_example": EXAMPLE,
        "names": _names() if request.GET.get("rule") or wrong else (),
        "ticks": not day.past and allowed(request.actor, "case.change"),
        "may_open": not day.past and allowed(request.actor, "case.change"),
        "past": day.past,
        "band": band_of(request, day, todays(columns, NOT_DATED, asked)),
    }
    status = 422 if wrong else 200
    return render(request, "console/onboarding/case_list.html", context, status=status)


@require_GET
def cases_file(request: Any, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list with its columns, for a spreadsheet."""
    _colleagues(request)
    return exported(request, "cases", kind)


def _ticks(request: Any) -> Callable[[Any], str] | None:
    if not allowed(request.actor, "case.change"):
        return None
    return lambda line: tick(line.id, line.name)


def _pens(request: Any) -> Callable[[Any, str], str] | None:
    if not allowed(request.actor, "case.change"):
        return None
    path, search = reverse("case_cell"), request.GET.urlencode()
    codes = {*EDITABLE["cases"], *own_fields("cases")}
    pen = pencils(path, codes, search)
    return lambda line, code: pen(line.id, line.name, code)


def _colleagues(request: Any) -> None:
    if request.actor.roles <= frozenset(CUSTOMER_ROLES):
        raise Missing()


def _found(request: Any, asked: Asked, day: Day) -> tuple[CaseList | None, RuleTrouble | None]:
    paged: dict[str, Any] = {"page": asked.page, "per_page": PER_PAGE}
    try:
        if day.past:
            found = list_cases_then(request.actor, moment=day.moment, **paged, **asked.all)
        else:
            found = list_cases(request.actor, at=request.at, **paged, **asked.all)
    except RuleError as error:
        return None, trouble(error, asked.where, get_language() or "ja")
    return found, None


def _language() -> str:
    return "ja" if (get_language() or "ja").startswith("ja") else "en"


def _said(where: str) -> str:
    return describe(names.parse("case", where), _language())


def _names() -> list[tuple[str, str, str]]:
    """Names that a rule about cases may use: code, label, type."""
    words = sorted(names.words_of("case").values(), key=lambda name: name.code)
    return [(name.code, name.label[_language()], name.type) for name in words]
