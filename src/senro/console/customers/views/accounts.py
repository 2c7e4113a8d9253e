"""The list of accounts, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_GET

from senro.customers.queries import AccountList, list_accounts
from senro.customers.queries.past_list import list_accounts_then
from senro.exchange.lists import columns_of
from senro.kernel import names
from senro.kernel.rules.access import allowed
from senro.kernel.rules.language import RuleError, describe

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
from ..shapes.asked import GROUPS, RuleTrouble, picks, trouble
from ..shapes.cases import CaseLine, open_cases, open_cases_then
from ..shapes.columns import CELLS, GROUP_OF, Reading
from ..shared import staff_only
from ..words import purpose_words

# Columns whose values are today's on a past day too.
NOT_DATED = frozenset(
    {
        "name", "tier", "status", "owner", "renewal", "industry", "employees", "channel", "team",
        "partner", "parent", "kana",
    }
)  # fmt: skip
EXAMPLE = "tier = 'MM' AND days_since_inbound_contact > 30"


@require_GET
def accounts(request: Any) -> HttpResponse:
    """The list: searched, filtered, sorted, grouped, in the view or with the columns of this person."""
    staff_only(request)
    if "cols" in request.GET:
        return remembered(request, "accounts")
    if view := opened(request, "accounts"):
        return view
    asked = Asked.of(request.GET, "accounts")
    columns = columns_asked(request, "accounts")
    day = day_asked(request)
    found, wrong = _found(request, asked, day)
    lines = found.items if found else ()
    purposes = purpose_words(day.at)
    shown = {one.code for one in columns}
    cases = _cases(request, [x.id for x in lines], day) if "phase" in shown else {}
    reading = Reading(day.at, purposes, cases, day.keep)
    words = {"tier": reading.tiers, "status": reading.statuses, "channel": reading.channels}
    body = rows_html(
        lines, columns, CELLS, reading,
        groups=found.groups if found else (), group_of=GROUP_OF.get(asked.group),
        words=words.get(asked.group), picks=None if day.past else _ticks(request),
        edits=None if day.past else _pens(request),
    )  # fmt: skip
    context = {
        "asked": asked,
        "found": found,
        "page": Pages(found) if found else None,
        "body": body,
        "columns": columns,
        "all_columns": moved(request, columns, columns_of("accounts")),
        "picks": picks(request.actor, asked, purposes),
        "groups": [("", pgettext("group", "None")), *GROUPS.items()],
        "kept": kept(request, "q", "page"),
        "kept_for_rule": kept(request, "where", "rule", "page"),
        "kept_for_columns": kept(request, "cols", "page"),
        "bar": plain_of(bar_of(request, "accounts"), request, day),
        "shares": shares(request),
        "trouble": wrong,
        "reading": _said(asked.where) if found and asked.where else "",
        "rule_open": bool(asked.where or request.GET.get("rule")),
        "rule_example": EXAMPLE,
        "names": _names() if request.GET.get("rule") or wrong else (),
        "ticks": not day.past and allowed(request.actor, "account.change"),
        "may_add": not day.past and allowed(request.actor, "account.change"),
        "past": day.past,
        "band": band_of(request, day, todays(columns, NOT_DATED, asked)),
    }
    status = 422 if wrong else 200
    return render(request, "console/customers/accounts.html", context, status=status)


def _ticks(request: Any) -> Callable[[Any], str] | None:
    if not allowed(request.actor, "account.change"):
        return None
    return lambda line: tick(line.key, line.name)


def _pens(request: Any) -> Callable[[Any, str], str] | None:
    """Links to change a cell, for those who may change any account."""
    if not allowed(request.actor, "account.change"):
        return None
    path, search = reverse("account_cell"), request.GET.urlencode()
    codes = {*EDITABLE["accounts"], *own_fields("accounts")}
    pen = pencils(path, codes, search)
    return lambda line, code: pen(line.key, line.name, code)


def _cases(request: Any, accounts: list[UUID], day: Day) -> dict[UUID, CaseLine]:
    """The most pressing open case of each account, now or on the day."""
    if day.past:
        return open_cases_then(request.actor, accounts, day.at)
    return open_cases(request.actor, accounts, request.at)


def _found(request: Any, asked: Asked, day: Day) -> tuple[AccountList | None, RuleTrouble | None]:
    """The page, or what is wrong with the rule."""
    paged: dict[str, Any] = {"page": asked.page, "per_page": PER_PAGE}
    try:
        if day.past:
            found = list_accounts_then(request.actor, moment=day.moment, **paged, **asked.all)
        else:
            found = list_accounts(request.actor, at=request.at, **paged, **asked.all)
    except RuleError as error:
        return None, trouble(error, asked.where, get_language() or "ja")
    return found, None


def _said(where: str) -> str:
    locale = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return describe(names.parse("account", where), locale)


def _names() -> list[tuple[str, str, str]]:
    """Names that a rule about accounts may use: code, label, type."""
    locale = "ja" if (get_language() or "ja").startswith("ja") else "en"
    words = sorted(names.words_of("account").values(), key=lambda name: name.code)
    return [(name.code, name.label[locale], name.type) for name in words]


@require_GET
def accounts_file(request: Any, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list with its columns, for a spreadsheet."""
    staff_only(request)
    return exported(request, "accounts", kind)


def csv_answer(text: str, name: str) -> HttpResponse:
    """A file that Excel opens as it is."""
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
