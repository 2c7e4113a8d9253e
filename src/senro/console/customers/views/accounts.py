"""The list of accounts, and the same as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from senro.customers.queries import AccountLine, AccountList, list_accounts
from senro.exchange.rules.writers import cell_text
from senro.kernel import names
from senro.kernel.errors import Invalid
from senro.kernel.rules.access import allowed
from senro.kernel.rules.language import RuleError, describe

from ..shapes.asked import PER_PAGE, Asked, RuleTrouble, picks, trouble
from ..shapes.cases import open_cases
from ..shapes.columns import BY_CODE, COLUMNS, Column, Reading, chosen, rows_html
from ..shared import staff_only
from ..words import purpose_words

COOKIE = "senro_account_columns"
YEAR = 60 * 60 * 24 * 365
AT_ONCE = 500
EXAMPLE = "tier = 'MM' AND days_since_inbound_contact > 30"


@dataclass(frozen=True)
class Pages:
    """A page of the list, as the pagination wants it."""

    found: AccountList

    @property
    def paginator(self) -> Pages:
        """Its own."""
        return self

    @property
    def count(self) -> int:
        """All rows."""
        return self.found.total

    @property
    def num_pages(self) -> int:
        """All pages."""
        return self.found.pages

    @property
    def number(self) -> int:
        """This page."""
        return self.found.page

    def has_next(self) -> bool:
        """There is more."""
        return self.found.page < self.found.pages

    def has_previous(self) -> bool:
        """This is not the first."""
        return self.found.page > 1

    def next_page_number(self) -> int:
        """The page after this."""
        return self.found.page + 1

    def previous_page_number(self) -> int:
        """The page before this."""
        return self.found.page - 1


@require_GET
def accounts(request: Any) -> HttpResponse:
    """The list: searched, filtered, sorted, with the columns this person chose."""
    staff_only(request)
    if "cols" in request.GET:
        return _remembered(request)
    asked = Asked.of(request.GET)
    columns = _columns(request)
    found, wrong = _found(request, asked)
    lines = found.items if found else ()
    purposes = purpose_words(request.at)
    cases = open_cases(request.actor, [line.id for line in lines], request.at)
    reading = Reading(request.at, purposes, cases)
    context = {
        "asked": asked,
        "found": found,
        "page": Pages(found) if found else None,
        "body": rows_html(lines, columns, reading),
        "columns": columns,
        "all_columns": [(one, one in columns) for one in COLUMNS if one.code != "name"],
        "picks": picks(request.actor, asked, purposes),
        "kept": _kept(request, "q", "page"),
        "kept_for_rule": _kept(request, "where", "rule", "page"),
        "kept_for_columns": _kept(request, "cols", "page"),
        "trouble": wrong,
        "reading": _said(asked.where) if found and asked.where else "",
        "rule_open": bool(asked.where or request.GET.get("rule")),
        "rule_example": EXAMPLE,
        "names": _names() if request.GET.get("rule") or wrong else (),
        "may_add": allowed(request.actor, "account.change"),
    }
    status = 422 if wrong else 200
    return render(request, "console/customers/accounts.html", context, status=status)


def _found(request: Any, asked: Asked) -> tuple[AccountList | None, RuleTrouble | None]:
    """The page, or what is wrong with the rule. Rubbish in filters and order is no reason to fail."""
    try:
        return _listed(request, asked, asked.sort, asked.page, PER_PAGE), None
    except RuleError as error:
        return None, trouble(error, asked.where, get_language() or "ja")


def _listed(request: Any, asked: Asked, sort: str, page: int, per_page: int) -> AccountList:
    try:
        return list_accounts(
            request.actor,
            at=request.at,
            where=asked.where,
            q=asked.q,
            filters=asked.filters,
            sort=sort,
            page=page,
            per_page=per_page,
        )
    except Invalid:
        if sort == "name":
            raise
        return _listed(request, asked, "name", page, per_page)


def _said(where: str) -> str:
    locale = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return describe(names.parse("account", where), locale)


def _names() -> list[tuple[str, str, str]]:
    """Names that a rule about accounts may use: code, label, type."""
    locale = "ja" if (get_language() or "ja").startswith("ja") else "en"
    words = sorted(names.words_of("account").values(), key=lambda name: name.code)
    return [(name.code, name.label[locale], name.type) for name in words]


def _kept(request: Any, *without: str) -> list[tuple[str, str]]:
    """The rest of the address, for the hidden fields of a form."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in without
        for value in values
    ]


def _columns(request: Any) -> tuple[Column, ...]:
    return chosen(request.COOKIES.get(COOKIE, "").split("."))


def _remembered(request: Any) -> HttpResponse:
    """Keep the chosen columns in this browser, and show the list under its plain address."""
    codes = [code for code in request.GET.getlist("cols") if code in BY_CODE]
    query = request.GET.copy()
    del query["cols"]
    answer = redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
    answer.set_cookie(COOKIE, ".".join(codes), max_age=YEAR, httponly=True, samesite="Lax")
    return answer


@require_GET
def accounts_csv(request: Any) -> HttpResponse:
    """All rows of the shown list with its columns, for a spreadsheet (UTF-8 with BOM)."""
    staff_only(request)
    asked = Asked.of(request.GET)
    columns = _columns(request)
    text = StringIO()
    out = csv.writer(text)
    head = [_("Account key"), *(column.label for column in columns)]
    out.writerow([cell_text(str(one)) for one in head])
    for line, reading in _every(request, asked):
        values = [line.key, *(column.value(line, reading) for column in columns)]
        out.writerow([cell_text(value) for value in values])
    return csv_answer(text.getvalue(), "accounts.csv")


def csv_answer(text: str, name: str) -> HttpResponse:
    """A file that Excel opens as it is."""
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _every(request: Any, asked: Asked) -> Iterator[tuple[AccountLine, Reading]]:
    page, pages = 1, 1
    purposes = purpose_words(request.at)
    while page <= pages:
        try:
            found = _listed(request, asked, asked.sort, page, AT_ONCE)
        except RuleError as error:
            raise Invalid() from error
        ids = [line.id for line in found.items]
        reading = Reading(request.at, purposes, open_cases(request.actor, ids, request.at))
        yield from ((line, reading) for line in found.items)
        page, pages = page + 1, found.pages
