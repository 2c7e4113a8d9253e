"""One way to read any table: `open_table(path)` gives a header and an iterator of rows.

`row` counts records: the header is row 1. A line without any cell is no record; a record whose
cells are all empty is one, but is not yielded. What cannot be a row is yielded as a value, so
that the rows around it still go in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from senro.exchange.rules.said import Reason, Refused, Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed, sniff

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
class Table:
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

    def rows(self) -> Iterator[Row]:
        """`(row, cells)` for each row that is one, `WrongWidth` or `BrokenRow` for the others."""
        raise NotImplementedError


def open_table(
    path: Pathish,
    *,
    kind_of_file: str | None = None,
    encoding: str = "auto",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    """Open a file of any supported format; `Unreadable` says why it is none.

    `kind_of_file` (csv, tsv, xlsx, jsonl) and the rest are found out unless they are stated.
    """
    # Imported here because both build on the classes above.
    from senro.exchange.rules.jsonlines import open_jsonlines
    from senro.exchange.rules.parquet import is_parquet, open_parquet
    from senro.exchange.rules.workbook import open_workbook

    if is_parquet(path):
        return open_parquet(path)

    sniffed = sniff(path, kind_of_file=kind_of_file, encoding=encoding, delimiter=delimiter)
    if sniffed.format == "xlsx":
        return open_workbook(path, sniffed, sheet)
    if sniffed.format == "jsonl":
        return open_jsonlines(path, sniffed)
    return _open_delimited(path, sniffed)


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


# Blanks and the end-of-file mark of DOS: a line of these is no record.
_NOTHING = " \t\u3000\x1a"


class _Lines:
    """Lines for the csv module: bounded, free of NUL, remembering those of the current record."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.record: list[str] = []
        self.row = 1

    def __iter__(self) -> Iterator[str]:
        remember = self.record.append
        for line in iter(lambda: self._file.readline(MAX_LINE), ""):
            if len(line) >= MAX_LINE:
                raise Unreadable("line_too_long", row=self.row)
            if "\x00" in line:
                raise Unreadable("nul_byte", row=self.row)
            remember(line)
            yield line


@dataclass(frozen=True)
class _Delimited(Table):
    """CSV, TSV and their relatives."""

    def rows(self) -> Iterator[Row]:
        """The records after the header, each with its number."""
        width, trailing = len(self.header), self._trailing()
        records = delimited_records(self.path, self.sniffed)
        next(records)
        for record in records:
            if type(record) is BrokenRow:
                yield record
                continue
            number, cells = record  # type: ignore[misc]
            got = len(cells)
            if got != width:
                if got <= trailing and not any(cells[width:]) and got > width:
                    cells = cells[:width]
                else:
                    yield WrongWidth(number, width, got, cells)
                    continue
            if any(cells) and not "".join(cells).isspace():
                yield number, cells

    def _trailing(self) -> int:
        """How many cells the header has in the file, nameless ones at its end included."""
        first = next(delimited_records(self.path, self.sniffed))
        return 0 if isinstance(first, BrokenRow | WrongWidth) else len(first[1])


def _open_delimited(path: Pathish, sniffed: Sniffed) -> Table:
    first = next(delimited_records(path, sniffed), None)
    if first is None:
        raise Unreadable("no_header")
    if isinstance(first, BrokenRow | WrongWidth):
        raise Unreadable(first.reason.code)
    return _Delimited(path, sniffed, check_header(first[1]))


def delimited_records(path: Pathish, sniffed: Sniffed) -> Iterator[Row]:
    """Every record with its number, the header being 1; a torn one as `BrokenRow`."""
    with open_text(path, sniffed) as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=sniffed.delimiter or ",", strict=True)
        record = lines.record
        try:
            while True:
                record.clear()
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    yield BrokenRow(
                        lines.row, _torn(error, lines.row), ["".join(record).rstrip("\r\n")]
                    )
                    lines.row += 1
                    continue
                if cells is None:
                    return
                if cells and (len(cells) > 1 or cells[0].strip(_NOTHING)):
                    yield lines.row, cells
                    lines.row += 1
        except UnicodeDecodeError as error:
            raise Unreadable(
                "encoding_wrong", codec=sniffed.encoding, position=error.start
            ) from error


def _torn(error: csv.Error, row: int) -> Refused:
    text = str(error)
    if "field larger" in text:
        raise Unreadable("cell_too_long", row=row) from error
    return Refused("quote_open" if "end of data" in text else "quote_broken")
