"""What a table of any format is: a header, and rows that can be read as often as needed.

`row` counts records: the header is row 1. A line without any cell is no record; a record whose
cells are all empty is one, but is not yielded. What cannot be a row is yielded as a value, so
that the rows around it still go in.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from senro.exchange.rules.said import Reason, Refused, Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed

MAX_COLUMNS = 1_000
MAX_LINE = 4_000_000


@dataclass(frozen=True, slots=True)
class WrongWidth:
    """A row with more or fewer cells than the header."""

    row: int
    expected: int
    got: int
    cells: list[Any]

    @property
    def reason(self) -> Refused:
        """Why it is refused."""
        return Refused("wrong_width", {"expected": self.expected, "got": self.got})


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row whose text is no row at all; its only cell is the text as it stood."""

    row: int
    reason: Refused
    cells: list[Any]


Row = tuple[int, list[Any]] | WrongWidth | BrokenRow


@dataclass(frozen=True)
class Table(ABC):
    """A header, and rows that can be read as often as needed. Subclasses know one format."""

    path: Pathish
    sniffed: Sniffed
    header: tuple[str, ...]
    sheets: tuple[str, ...] = field(default=())

    @property
    def format(self) -> str:
        """csv, xlsx or jsonl."""
        return self.sniffed.format

    @property
    def encoding(self) -> str:
        """The Python codec name."""
        return self.sniffed.encoding

    @property
    def delimiter(self) -> str | None:
        """The separator, None where the format has none."""
        return self.sniffed.delimiter

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the file is read this way."""
        return self.sniffed.reasons

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """`(row, cells)` for each row that is one, `WrongWidth` or `BrokenRow` for the others."""


@contextmanager
def open_text(path: Pathish, sniffed: Sniffed) -> Iterator[TextIO]:
    """The file as text, its line ends untouched, without the `sep=` line."""
    with Path(path).open(encoding=sniffed.encoding, newline="") as file:
        if sniffed.has_sep_line:
            file.readline()
        yield file


def check_header(names: list[str]) -> tuple[str, ...]:
    """Trim and prove the header: not empty, not too wide, every name once."""
    width = len(names)
    while width > 1 and not names[width - 1].strip():
        width -= 1
    names = names[:width]
    if len(names) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", columns=len(names), limit=MAX_COLUMNS)
    header: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        clean = clean_header(name) or f"#{place}"
        if clean in header:
            raise Unreadable("duplicate_header", column=clean, first=header[clean], second=place)
        header[clean] = place
    if not any(name.strip() for name in names):
        raise Unreadable("no_header")
    return tuple(header)


_BLANKS = re.compile(r"\s+")


def clean_header(name: str) -> str:
    """A header without blanks at its ends, line breaks inside, or a stray byte order mark."""
    return _BLANKS.sub(" ", name.replace("\ufeff", "")).strip().removeprefix("'").strip()
