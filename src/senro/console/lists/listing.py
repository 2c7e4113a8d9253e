"""What every page of a list has: its bar, columns, pages and rule; the rows are the domain's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext

from senro.exchange.lists import Column, columns_of, with_metrics
from senro.kernel.rules.access import allowed
from senro.kernel.rules.language import RuleError

from ..past import Day, band_of, day_asked, plain_of, todays
from .asking import PER_PAGE, Asked, bar_of, columns_asked, kept, moved, opened, remembered
from .cells import EDITABLE
from .fields import own_fields
from .pages import Pages
from .rules import RuleTrouble, refused, rule_bar
from .table import Cell, metric_cells, pencils, rows_html, tick
from .views import shares


@dataclass(frozen=True)
class Listing:
    """One list as its pages need it."""

    code: str
    subject: str
    template: str
    permission: str
    # Where one cell is edited, and what names a row there.
    cell: str
    key: Callable[[Any], Any]
    find: Callable[..., Any]
    find_then: Callable[..., Any]
    cells: Mapping[str, Cell]
    groups: Mapping[str, Any]
    group_of: Mapping[str, Callable[[Any], str]]
    example: str
    # Columns whose values are today's on a past day too.
    not_dated: frozenset[str]


@dataclass(frozen=True)
class Page:
    """One page that was asked for; `found` is None where the rule is refused."""

    asked: Asked
    columns: tuple[Column, ...]
    found: Any
    wrong: RuleTrouble | None
    day: Day

    @property
    def rows(self) -> Sequence[Any]:
        """What stands on it."""
        return self.found.items if self.found else ()


def elsewhere(request: Any, listing: Listing) -> HttpResponse | None:
    """The redirect that keeps chosen columns, or opens a view."""
    if "cols" in request.GET:
        return remembered(request, listing.code)
    return opened(request, listing.code)


def page_of(request: Any, listing: Listing) -> Page:
    """The page of this address."""
    asked = Asked.of(request.GET, listing.code)
    columns, day = columns_asked(request, listing.code), day_asked(request)
    paged: dict[str, Any] = {"page": asked.page, "per_page": PER_PAGE, **asked.all}
    try:
        if day.past:
            found = listing.find_then(request.actor, moment=day.moment, **paged)
        else:
            found = listing.find(request.actor, at=request.at, **paged)
    except RuleError as error:
        return Page(asked, columns, None, refused(error, asked.where), day)
    return Page(asked, columns, found, None, day)


def shown(
    request: Any, listing: Listing, page: Page, *, reading: Any, words: Mapping[str, Any] | None,
    picks: Iterable[Any], **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page with its rows; `reading` is what the cells are written with."""
    asked, found, day, code = page.asked, page.found, page.day, listing.code
    may = not day.past and allowed(request.actor, listing.permission)
    columns = with_metrics(code, page.columns, page.rows, day.moment)
    body = rows_html(
        page.rows, columns, {**listing.cells, **metric_cells(columns)}, reading,
        groups=found.groups if found else (), group_of=listing.group_of.get(asked.group),
        words=words, picks=_ticks(listing) if may else None,
        edits=_pens(request, listing) if may else None,
    )  # fmt: skip
    context = {
        "asked": asked,
        "found": found,
        "page": Pages(found) if found else None,
        "body": body,
        "columns": page.columns,
        "all_columns": moved(request, page.columns, columns_of(code)),
        "picks": picks,
        "groups": [("", pgettext("group", "None")), *listing.groups.items()],
        "kept": kept(request, "q", "page"),
        "kept_for_columns": kept(request, "cols", "page"),
        "bar": plain_of(bar_of(request, code), request, day),
        "shares": shares(request),
        "ticks": may,
        "may_add": may,
        "past": day.past,
        "band": band_of(request, day, todays(page.columns, listing.not_dated, asked)),
        **rule_bar(request, listing.subject, asked.where, page.wrong, listing.example),
        **more,
    }
    return render(request, listing.template, context, status=422 if page.wrong else 200)


def _ticks(listing: Listing) -> Callable[[Any], str]:
    return lambda line: tick(listing.key(line), line.name)


def _pens(request: Any, listing: Listing) -> Callable[[Any, str], str]:
    """Links to change a cell, for those who may change any row."""
    codes = {*EDITABLE[listing.code], *own_fields(listing.code)}
    pen = pencils(reverse(listing.cell), codes, request.GET.urlencode())
    return lambda line, code: pen(listing.key(line), line.name, code)
