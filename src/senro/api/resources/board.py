"""The pipeline: columns with counts and cards, now or as it stood on a day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.kernel.errors import FieldError, Invalid
from senro.kernel.locales import locale
from senro.onboarding.queries.board import Board, Column, Filters, board
from senro.onboarding.queries.cards import Card
from senro.onboarding.queries.changes import Changed, changes_since
from senro.onboarding.queries.standards import funnel

from ..lists import limit_of
from ..moments import as_of, past
from ..requests import ApiRequest
from ..routes import reads
from ..shapes_cases import Board as BoardShape
from ..shapes_cases import BoardChanges as ChangesShape
from ..shapes_method import Funnel as FunnelShape

router = Router(tags=["Board"])
# Columns that are no phase of the method.
WORDS = {
    "intake": _("Sales handoff"),
    "stalled": _("Stalled"),
    "parked_with_cs": _("Parked with CS"),
    "returned": _("Handed back to sales"),
    "dead_flag": _("Dead flag"),
}


@reads(router, "/board", BoardShape, query=("as_of", "where", "limit", "by"))
def get_board(request: ApiRequest) -> dict[str, Any]:
    """The pipeline's columns with counts and cards; `limit` is for each column.

    `by=standard` has one column for each of the six standard codes, whatever the phase set.
    With `as_of` the board as it stood: phase, status, owner and purposes of that moment.
    """
    actor, now = request.actor, request.at
    at = as_of(request)
    filters = Filters(where=request.GET.get("where", "").strip(), by=_by(request))
    found = board(actor, as_of=at, live=at == now, filters=filters, limit=limit_of(request))
    return _shown(found)


@reads(router, "/board/changes", ChangesShape, query=("as_of", "where"))
def get_board_changes(request: ApiRequest) -> dict[str, Any]:
    """What became of the cases between a past day (`as_of`) and now, by kind.

    Each case is told once, by where it stands now; `as_of` is needed.
    """
    then = past(request)
    if then is None:
        raise Invalid(FieldError("as_of", "required", _("A day of the past is needed here.")))
    filters = Filters(where=request.GET.get("where", "").strip())
    found = changes_since(request.actor, moment=then, filters=filters)
    kinds = [
        {"kind": kind, "count": len(lines), "cases": [_changed(line) for line in lines]}
        for kind, lines in found.kinds.items()
    ]
    return {"as_of": then.at.isoformat(), "total": found.total, "kinds": kinds}


def _changed(line: Changed) -> dict[str, Any]:
    return {
        "id": str(line.case_id),
        "account": line.key,
        "name": line.name,
        "status_before": line.status_before or None,
        "status": line.status,
        "phase_before": str(line.phase_before) or None,
        "phase": str(line.phase) or None,
    }


def _by(request: ApiRequest) -> str:
    by = request.GET.get("by", "")
    if by not in ("", "phase", "standard"):
        raise Invalid(FieldError("by", "unknown_value", _("This value is not known.")))
    return by


@reads(router, "/funnel", FunnelShape, query=("as_of",))
def get_funnel(request: ApiRequest) -> dict[str, Any]:
    """Cases on the line by the six standard codes, over all phase sets.

    `reached` counts those that stand there or further; `sets` says on which phase sets they run.
    """
    actor, now = request.actor, request.at
    at, language = as_of(request), locale()
    steps = [
        {
            "code": step.code,
            "name": step.name.of(language),
            "count": step.count,
            "reached": step.reached,
            "sets": dict(step.sets),
        }
        for step in funnel(actor, as_of=at, live=at == now)
    ]
    return {"as_of": at.isoformat(), "steps": steps}


def _shown(found: Board) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "active": found.active,
        "at_risk": found.at_risk,
        "watched": found.watched,
        "columns": [_column(column) for column in found.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "code": column.code,
        "name": str(WORDS.get(column.code, column.name)),
        "count": column.count,
        "median_days": column.median,
        "planned_days": column.plan,
        "cards": [_card(card) for card in column.cards],
        "more": column.more,
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": str(card.case_id),
        "account": card.key,
        "name": card.name,
        "tier": card.tier or None,
        "phase": card.phase,
        "status": card.status,
        "purpose": card.purpose_code or None,
        "days": card.days,
        "planned_days": card.plan,
        "criteria": {"met": card.met, "total": card.total},
        "owner": card.owner or None,
        "waves": {"here": card.waves_here, "total": card.waves} if card.waves else None,
        "signal": card.signal,
    }
