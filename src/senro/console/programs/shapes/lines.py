"""Entries of a part of the method as lines of tables, in groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .places import anchor_of

Cell = tuple[Any, Any, str]  # label, value, class


@dataclass(frozen=True)
class Band:
    """Points that a condition gives."""

    points: str
    rule: str
    words: str


@dataclass(frozen=True)
class Row:
    """One entry."""

    path: str
    title: str
    code: str
    cells: tuple[Cell, ...] = ()
    # A line below: the rule, and what it says in words.
    rule: str = ""
    words: str = ""
    note: str = ""
    bands: tuple[Band, ...] = ()

    @property
    def anchor(self) -> str:
        """Where the page stays after a move."""
        return anchor_of(self.path)


@dataclass(frozen=True)
class Group:
    """Entries of one list."""

    title: str
    path: str
    rows: tuple[Row, ...]
    note: str = ""
    head: str = ""
    preset: str = ""
    # The entry that the group itself is (a section).
    own: str = ""
    # Rules and what is said have columns of their own.
    ruled: bool = False
    # What its link to a new entry says, where that is not what the foot of the page adds.
    adds: Any = ""
