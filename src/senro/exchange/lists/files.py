"""A list as CSV or as a workbook, written while it is read: a hundred thousand rows need no memory.

Text that a spreadsheet would run as a formula is guarded in CSV; in a workbook every text is a text.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO
from struct import pack
from typing import Any
from xml.sax.saxutils import escape

from ..rules.values.text import join_list
from ..rules.writers import cell_text

Rows = Iterable[Iterable[Any]]
FORMATS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
PIECE = 64 * 1024
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EPOCH = dt.date(1899, 12, 30)


def stream_of(kind: str, rows: Rows) -> Iterator[bytes]:
    """The file in pieces."""
    return xlsx_pieces(rows) if kind == "xlsx" else csv_pieces(rows)


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    """UTF-8 with its mark, so that Excel opens it as it is."""
    text = StringIO("\ufeff")
    text.seek(1)
    out = csv.writer(text)
    for row in rows:
        out.writerow([cell_text(value) for value in row])
        if text.tell() > PIECE:
            yield _taken(text)
    yield _taken(text)


def _taken(text: StringIO) -> bytes:
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found


def xlsx_pieces(rows: Rows) -> Iterator[bytes]:
    """A workbook of one sheet with its first row held in place."""
    zipped = _Zip()
    for name, text in _FIXED.items():
        yield from zipped.file(name, [text.encode()])
    yield from zipped.file("xl/worksheets/sheet1.xml", _sheet(rows))
    yield zipped.end()


def _sheet(rows: Rows) -> Iterator[bytes]:
    yield _SHEET_HEAD.encode()
    kept: list[str] = []
    size = 0
    for number, row in enumerate(rows, start=1):
        line = f"<row>{''.join(_cell(value, number == 1) for value in row)}</row>"
        kept.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(kept).encode()
            kept, size = [], 0
    yield ("".join(kept) + "</sheetData></worksheet>").encode()


def _cell(value: Any, head: bool) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, dt.datetime):
        value = value.isoformat()
    if isinstance(value, list | tuple):
        value = join_list([str(part) for part in value])
    text = escape(_FORBIDDEN.sub("", str(value)))
    style = ' s="2"' if head else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


class _Zip:
    """The few words of the ZIP format that a stream needs: sizes follow each file."""

    def __init__(self) -> None:
        self.at = 0
        self.entries: list[tuple[bytes, int, int, int, int]] = []

    def file(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """One file of the archive, compressed as it comes."""
        start, told = self.at, name.encode()
        head = pack("<IHHHHHIIIHH", 0x04034B50, 20, 8, 8, 0, 0x21, 0, 0, 0, len(told), 0) + told
        self.at += len(head)
        yield head
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        check, size, packed = 0, 0, 0
        for piece, last in _with_last(pieces):
            check, size = zlib.crc32(piece, check), size + len(piece)
            found = packer.compress(piece) + (packer.flush() if last else b"")
            packed += len(found)
            if found:
                yield found
        tail = pack("<IIII", 0x08074B50, check, packed, size)
        self.at += packed + len(tail)
        self.entries.append((told, start, check, packed, size))
        yield tail

    def end(self) -> bytes:
        """The directory."""
        found = b"".join(
            pack(
                "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 8, 8, 0, 0x21, check, packed, size,
                len(name), 0, 0, 0, 0, 0, start,
            ) + name
            for name, start, check, packed, size in self.entries
        )  # fmt: skip
        count = len(self.entries)
        return found + pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(found), self.at, 0)


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    kept: bytes | None = None
    for piece in pieces:
        if kept is not None:
            yield kept, False
        kept = piece
    yield kept or b"", True


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Senro" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs></styleSheet>',
}
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
