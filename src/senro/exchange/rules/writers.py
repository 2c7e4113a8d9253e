"""Tables out: exports that no spreadsheet runs as formulas, and refused rows as they came.

A character that the encoding lacks is first replaced by its twin (〜 and ～ are one character in
two mappings), else written as `&#x1F600;`: readable, never a question mark, and reported.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from senro.exchange.rules.said import Refused
from senro.exchange.rules.sniff import Pathish
from senro.exchange.rules.table import Table
from senro.exchange.rules.values.text import as_text, guard, join_list

_TWINS = dict(zip("〜−—‖¢£¬～－―∥￠￡￢¥‾", "～－―∥￠￡￢〜−—‖¢£¬￥￣", strict=True))
_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
LINE_ENDS = {"crlf": "\r\n", "lf": "\n", "cr": "\r", "mixed": "\r\n", None: "\r\n"}


def cell_text(value: Any) -> str:
    """A value as the cell that reads back as it; only text is guarded, numbers are not text."""
    if value is None:
        return ""
    if isinstance(value, str):
        # A lone hyphen would clear the value on import; guarded it is itself.
        return guard(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return guard(join_list([str(part) for part in value]))
    return str(value)


class Speller:
    """Makes text fit an encoding and remembers what did not."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.unencodable: Counter[str] = Counter()
        self._known: dict[str, str] = {}

    def fit(self, text: str) -> str:
        """The text with only such characters as the encoding has."""
        if text.isascii() or self.encoding in _UNICODE:
            return text
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return "".join(map(self._fit_character, text))
        return text

    def _fit_character(self, char: str) -> str:
        if char not in self._known:
            self._known[char] = self._spelling(char)
        spelled = self._known[char]
        if spelled != char and len(spelled) > 1:
            self.unencodable[char] += 1
        return spelled

    def _spelling(self, char: str) -> str:
        return next(
            (c for c in (char, _TWINS.get(char, char)) if self._has(c)), f"&#x{ord(char):X};"
        )

    def _has(self, char: str) -> bool:
        try:
            char.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


class _Ends:
    """Passes rows on with the line end that is wanted."""

    def __init__(self, file: TextIO, line_end: str) -> None:
        self._file = file
        self._line_end = line_end

    def write(self, row: str) -> None:
        self._file.write(row.removesuffix("\r\n") + self._line_end)


class TableWriter:
    """Delimited rows into a file, in any encoding; a context manager."""

    def __init__(
        self,
        path: Pathish,
        *,
        encoding: str = "utf-8-sig",
        delimiter: str = ",",
        line_end: str | None = "crlf",
    ) -> None:
        self.path = Path(path)
        self._speller = Speller(encoding)
        self._file: TextIO = self.path.open("w", encoding=encoding, newline="")
        # csv quotes a line break only if it is part of its own line end, hence CR and LF here.
        self._csv = csv.writer(_Ends(self._file, LINE_ENDS[line_end]), delimiter=delimiter)

    @property
    def unencodable(self) -> dict[str, int]:
        """Characters written as `&#x…;`, with how often."""
        return dict(self._speller.unencodable)

    def values(self, values: Iterable[Any]) -> None:
        """A row of typed values, guarded."""
        self.raw([cell_text(value) for value in values])

    def raw(self, cells: Sequence[str]) -> None:
        """A row of cells as they are."""
        self._csv.writerow([self._speller.fit(cell) for cell in cells])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


REASON_HEADER = {"ja": "取り込めない理由", "en": "reason"}


class RejectsWriter:
    """Refused rows as they came, in the input's own form, with the reason in an added column.

    Mended, the file can be imported as it is: its last column is known and looked past. A
    workbook comes back as CSV that Excel opens; JSON lines stay JSON lines.
    """

    def __init__(self, path: Pathish, table: Table, locale: str = "ja") -> None:
        workbook = table.format == "xlsx"
        self.encoding = "utf-8-sig" if workbook else table.encoding
        self.locale = (
            "ja"
            if locale.startswith("ja") and _can_write(REASON_HEADER["ja"], self.encoding)
            else "en"
        )
        self.count = 0
        self._header, self._reason_at = _without_reason(table.header)
        as_json = table.format == "jsonl"
        self._json: TextIO | None = self._open_json(path) if as_json else None
        if as_json:
            return
        self._out = TableWriter(
            path,
            encoding=self.encoding,
            delimiter=table.delimiter or ",",
            line_end=table.sniffed.line_end,
        )
        self._out.raw([*self._header, REASON_HEADER[self.locale]])

    def _open_json(self, path: Pathish) -> TextIO:
        return Path(path).open("w", encoding=self.encoding, newline="")

    def add(self, cells: Sequence[Any], reasons: Iterable[tuple[str, Refused]]) -> None:
        """One refused row; each reason is named with its field ("" for the row as a whole)."""
        words = [
            f"{field}: {why.message(self.locale)}" if field else why.message(self.locale)
            for field, why in reasons
        ]
        said = " / ".join(words)
        self.count += 1
        kept = [cell for place, cell in enumerate(cells) if place != self._reason_at]
        if self._json is not None:
            self._json.write(self._json_line(kept, said) + "\n")
            return
        short = [""] * (len(self._header) - len(kept))
        self._out.raw([*map(as_text, kept), *short, said])

    def _json_line(self, cells: Sequence[Any], said: str) -> str:
        if len(cells) == 1 and len(self._header) != 1 and isinstance(cells[0], str):
            return json.dumps(
                {"raw": cells[0], REASON_HEADER[self.locale]: said}, ensure_ascii=False
            )
        named = {name: cell for name, cell in zip(self._header, cells, strict=False) if cell != ""}
        return json.dumps(
            named | {REASON_HEADER[self.locale]: said}, ensure_ascii=self.encoding not in _UNICODE
        )

    def close(self) -> None:
        """Finish the file."""
        if self._json is not None:
            self._json.close()
        else:
            self._out.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _without_reason(header: tuple[str, ...]) -> tuple[list[str], int]:
    """The header without the column that an earlier rejects file has added, and where it was."""
    for name in REASON_HEADER.values():
        if header[-1:] == (name,):
            return list(header[:-1]), len(header) - 1
    return list(header), -1
