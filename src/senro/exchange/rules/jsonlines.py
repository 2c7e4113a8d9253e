"""JSON lines as a table: one object a line, the header is the union of their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from senro.exchange.rules.said import Refused, Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed
from senro.exchange.rules.table import MAX_LINE, BrokenRow, Row, Table, check_header, open_text

HEADER_ROWS = 1_000


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


@dataclass(frozen=True)
class _JsonLines(Table):
    """Cells are as JSON typed them; an absent name and null are both an empty cell."""

    def rows(self) -> Iterator[Row]:
        """One row an object; a name that the header does not know makes the row a broken one."""
        names = set(self.header)
        for number, parsed in _objects(self.path, self.sniffed):
            if isinstance(parsed, BrokenRow):
                yield parsed
                continue
            unknown = next((name for name in parsed if name not in names), None)
            if unknown is not None:
                raw = json.dumps(parsed, ensure_ascii=False)
                yield BrokenRow(number, Refused("unknown_column", {"column": unknown}), [raw])
                continue
            cells = ["" if (value := parsed.get(name)) is None else value for name in self.header]
            if any(cell != "" for cell in cells):
                yield number, cells


def open_jsonlines(path: Pathish, sniffed: Sniffed) -> Table:
    """Read the names of the first thousand objects as the header."""
    names: dict[str, None] = {}
    broken = 0
    for _, parsed in islice(_objects(path, sniffed), HEADER_ROWS):
        if isinstance(parsed, BrokenRow):
            broken += 1
        else:
            names.update(dict.fromkeys(parsed))
    if not names:
        raise Unreadable("json_not_lines" if broken else "no_header")
    check_header(list(names))
    return _JsonLines(path, sniffed, tuple(names))


def _objects(path: Pathish, sniffed: Sniffed) -> Iterator[tuple[int, dict[str, Any] | BrokenRow]]:
    with open_text(path, sniffed) as file:
        number = 1
        try:
            for line in iter(lambda: file.readline(MAX_LINE), ""):
                if len(line) >= MAX_LINE:
                    raise Unreadable("line_too_long", row=number + 1)
                text = line.strip()
                if text:
                    number += 1
                    yield number, _object(number, text)
        except UnicodeDecodeError as error:
            raise Unreadable(
                "encoding_wrong", codec=sniffed.encoding, position=error.start
            ) from error


def _object(number: int, text: str) -> dict[str, Any] | BrokenRow:
    try:
        parsed = _DECODER.decode(text)
    except (ValueError, RecursionError):
        parsed = None
    if isinstance(parsed, dict):
        return parsed
    return BrokenRow(number, Refused("json_invalid"), [text])
