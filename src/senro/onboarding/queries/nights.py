"""The board of a night as it was stored, beside what dated rows say of that night today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from senro.kernel.rules.access import SYSTEM

from ..models import BoardNight
from .board import Board, board
from .moments import end_of, moment_of
from .states import states_at
from .visible import visible_cases


@dataclass(frozen=True)
class NightDifference:
    """A night of which the board says something else now, and the cases that make the difference."""

    day: date
    columns: tuple[str, ...]
    cases: tuple[str, ...]


def counts_of(found: Board) -> dict[str, int]:
    """The numbers of a board by column, and its totals."""
    columns = {column.code: column.count for column in found.columns}
    totals = {"active": found.active, "at_risk": found.at_risk, "watched": found.watched}
    return {**{f"column:{code}": count for code, count in columns.items()}, **totals}


def board_of_night(day: date, *, zone_of: Any) -> tuple[dict[str, int], dict[str, list[Any]]]:
    """Counts and cases as dated rows say them of the end of a day; `zone_of` is any instant."""
    at = end_of(day, moment_of(zone_of))
    states = states_at(visible_cases(SYSTEM), at=at, live=False)
    cases = {
        str(one.case_id): [one.status, one.phase, str(one.owner_id) if one.owner_id else None]
        for one in states
    }
    return counts_of(board(SYSTEM, as_of=at, live=False, limit=0)), cases


def night_differences(nights: Iterable[BoardNight]) -> list[NightDifference]:
    """Nights that dated rows tell otherwise than they were stored: history was filled in since."""
    found = []
    for night in nights:
        counts, cases = board_of_night(night.day, zone_of=night.stored_at)
        columns = sorted(
            code for code in counts.keys() | night.counts.keys()
            if counts.get(code, 0) != night.counts.get(code, 0)
        )  # fmt: skip
        keys = sorted(
            key for key in cases.keys() | night.cases.keys()
            if cases.get(key) != night.cases.get(key)
        )  # fmt: skip
        if columns or keys:
            found.append(NightDifference(night.day, tuple(columns), tuple(keys)))
    return found
