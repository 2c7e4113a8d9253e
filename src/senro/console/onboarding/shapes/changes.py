"""What changed between the day of the board and today, as its template takes it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from senro.kernel.names import Moment
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor
from senro.onboarding.queries.board import Board
from senro.onboarding.queries.changes import Changed, changes_since
from senro.ui.links import link

from ..words import STATUS
from .board import Asked

NAMED = 60
WORDS: dict[str, Any] = {
    "forward": pgettext_lazy("since then", "Moved forward"),
    "completed": pgettext_lazy("since then", "Completed"),
    "parked": pgettext_lazy("since then", "Stalled or parked"),
    "opened": pgettext_lazy("since then", "Opened"),
    "closed": pgettext_lazy("since then", "Closed"),
    "back_on_line": pgettext_lazy("since then", "Back on the line"),
    "back": pgettext_lazy("since then", "Moved back"),
}


def since_shape(actor: Actor, asked: Asked, board: Board) -> dict[str, Any]:
    """Every kind that happened since that board, with its count and its cases by name."""
    moment = Moment(asked.as_of, asked.day, organization().timezone)
    found = changes_since(actor, moment=moment, filters=asked.filters, stood=board.stood)
    kinds = [
        {
            "code": kind,
            "name": WORDS[kind],
            "count": len(lines),
            "cases": [_line(line) for line in lines[:NAMED]],
            "more": max(0, len(lines) - NAMED),
        }
        for kind, lines in found.kinds.items()
        if lines
    ]
    return {"total": found.total, "kinds": kinds}


def _line(line: Changed) -> dict[str, Any]:
    """The case as it is today, and from where to where."""
    if line.kind in ("parked", "closed", "back_on_line"):
        words = (STATUS.get(line.status_before, line.status_before), STATUS[line.status])
    else:
        words = (line.phase_before, line.phase)
    return {
        "href": link("case", line.case_id),
        "name": line.name,
        "before": words[0] or (STATUS["intake"] if line.status_before else ""),
        "after": words[1] or STATUS["intake"],
    }
