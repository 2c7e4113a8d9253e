"""Tables as delimited text: CSV, TSV and their relatives."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from senro.exchange.rules.said import Refused, Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed
from senro.exchange.rules.table import (
    MAX_LINE,
    BrokenRow,
    Row,
    Table,
    WrongWidth,
    check_header,
    open_text,
)

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
            if isinstance(record, BrokenRow | WrongWidth):
                yield record
                continue
            number, cells = record
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


def open_delimited(path: Pathish, sniffed: Sniffed) -> Table:
    """The header and the rows of delimited text; `Unreadable` says why it is none."""
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
