"""The board, and a card that is moved on it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.kernel.access import require
from senro.kernel.errors import Conflict
from senro.kernel.rules.access import allowed
from senro.kernel.rules.language import RuleError
from senro.onboarding.actions import begin, complete_phase
from senro.onboarding.models import Case
from senro.onboarding.queries.board import Board, column_of
from senro.onboarding.queries.board import board as read_board
from senro.onboarding.queries.gates import line_of
from senro.onboarding.rules.machine import STEPS, may_follow

from ...lists.asking import bar_of, opened
from ...lists.rules import RuleTrouble, refused, rule_bar
from ...lists.views import shares
from ...past import band_of, day_asked
from ..shapes.board import LANE_LIMIT, PARKED, Asked, asked_of, board_shape, column_shape, one_card
from ..shapes.changes import since_shape
from ..shapes.gates import phase_name
from ..shapes.steps import STEPS_TO, steps_of
from .case_list import EXAMPLE
from .common import Acting, case_of, case_url, is_htmx
from .gates import changed_page, gate_page, moved_words

# More than a screen shows of a column; the rest comes when somebody scrolls there.
AT_FIRST = 20
# True of no case.
NOTHING = "status = 'intake' AND status = 'active'"


@require_safe
def board(request: Any) -> HttpResponse:
    """Every case on the line or beside it; `?column=&after=` is the rest of one column."""
    asked = asked_of(request.GET, request.at)
    if request.GET.get("column") and not asked.lane:
        return _rest(request, asked)
    if view := opened(request, "board"):
        return view
    folded = {"intake", *PARKED} - {asked.opened}
    found, wrong = _found(
        request, asked, limit=LANE_LIMIT if asked.lane else AT_FIRST, folded=folded
    )
    where = asked.filters.where
    on_it = sum(column.count for column in found.columns)
    context = {
        "bar": bar_of(request, "board"),
        "shares": shares(request),
        "asked": asked.filters,
        "found": {"total": on_it},
        **rule_bar(request, "case", where, wrong, EXAMPLE),
        "board": board_shape(found, asked, request.actor, request.at),
        "band": band_of(request, day_asked(request), [_("names and tiers")]),
        "since": None if asked.live or wrong else since_shape(request.actor, asked, found),
        "may_open": allowed(request.actor, "case.change"),
    }
    status = 422 if wrong else 200
    return render(request, "console/onboarding/board.html", context, status=status)


def _found(request: Any, asked: Asked, **more: Any) -> tuple[Board, RuleTrouble | None]:
    """The board; where the rule is refused, an empty one and what is wrong with it."""
    read = partial(read_board, request.actor, as_of=asked.as_of, live=asked.live, **more)
    try:
        return read(filters=asked.filters), None
    except RuleError as error:
        wrong = refused(error, asked.filters.where)
    return read(filters=replace(asked.filters, where=NOTHING)), wrong


def _rest(request: Any, asked: Asked) -> HttpResponse:
    after = request.GET.get("after", "0")
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    found, _wrong = _found(request, asked, only=(request.GET["column"],), after=start)
    column = found.column(request.GET["column"])
    if column is None:
        return redirect("board")
    shape = column_shape(column, asked.past)
    shape["after"] += start
    template = "board_cards" if is_htmx(request) else "board_rest"
    context = {"column": shape, "board": {"past": not asked.live}}
    return render(request, f"console/onboarding/{template}.html", context)


@require_POST
def move(request: Any, case_id: UUID) -> HttpResponse:
    """A card was put elsewhere: on, back, or off the line."""
    case = case_of(request, case_id, "")
    origin, to = request.POST.get("from", ""), request.POST.get("to", "")
    require(request.actor, _permission(to), case.team_id)
    if column_of(case.status, case.phase) != origin:
        return changed_page(request, case, text=_("Somebody else has moved it in the meantime."))
    if to in STEPS_TO:
        return _park(request, case, to)
    if column_of(case.status, case.phase) != case.phase:
        return _back_on_line(request, case)
    codes = ("intake", *line_of(case).phases.codes)
    if to not in codes:
        return changed_page(request, case, text=_("There is no such column."))
    steps = codes.index(to) - codes.index(case.phase)
    if steps == 1:
        return _on(request, case)
    if steps == -1 and to != "intake":
        return _go(request, reverse("reopening", args=[case.pk, to]))
    return changed_page(
        request,
        case,
        text=_("A case passes one gate at a time, and goes back one phase at a time."),
    )


def _permission(to: str) -> str:
    steps = [STEPS[name].permission for name in STEPS_TO.get(to, ())]
    return steps[0] if steps else "case.change"


def _on(request: Any, case: Case) -> HttpResponse:
    acting = Acting(request)
    try:
        if case.phase == "intake":
            begin(case=case, by=request.actor, at=request.at)
        else:
            complete_phase(case=case, phase=case.phase, by=request.actor, at=request.at)
    except Conflict as refused:
        if refused.code == "gate_closed":
            return gate_page(request, case, status=409)
        return changed_page(request, case, refused)
    undo = acting.undo_url()
    left = case.phase
    case.refresh_from_db()
    if not undo:
        text = _("Somebody else was quicker: it is already in “%(phase)s”.")
        return changed_page(request, case, text=text % {"phase": phase_name(case, case.phase)})
    acting.say(moved_words(case))
    if not is_htmx(request):
        return redirect(case_url(case))
    return _moved(request, case, left)


def _moved(request: Any, case: Case, left: str) -> HttpResponse:
    """The card as it is now, and the counts of the two columns."""
    asked = asked_of(_query_of_page(request), request.at)
    found, _wrong = _found(request, asked, only=(left, case.phase))
    card = one_card(case, found)
    if card is None:
        return _go(request, reverse("board"))
    columns = [found.column(code) for code in (left, case.phase)]
    counts = [(column.code, column.count) for column in columns if column]
    context = {"card": card, "counts": counts}
    return render(request, "console/onboarding/board_moved.html", context)


def _query_of_page(request: Any) -> QueryDict:
    """The filters of the board that the card was moved on."""
    page = urlsplit(request.headers.get("Referer", ""))
    return QueryDict(page.query if page.path == reverse("board") else "")


def _park(request: Any, case: Case, to: str) -> HttpResponse:
    """Off the line: the form that asks for the reason, if the machine knows such a step."""
    for step in STEPS_TO[to]:
        if may_follow(case.status, STEPS[step].to):
            return _go(request, reverse("case_status", args=[case.pk, step]))
    return _no_way(request, case)


def _back_on_line(request: Any, case: Case) -> HttpResponse:
    for step in ("recover", "relaunch"):
        if may_follow(case.status, STEPS[step].to):
            return _go(request, reverse("case_status", args=[case.pk, step]))
    return _no_way(request, case)


def _no_way(request: Any, case: Case) -> HttpResponse:
    text = _("From its present status the case cannot go there.")
    return changed_page(request, case, text=text, steps=steps_of(request.actor, case))


def _go(request: Any, url: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect(url)
    response = HttpResponse(status=200)
    response["HX-Redirect"] = url
    return response
