"""Excel workbooks as tables, opened only after the container has proved harmless.

The reader allocates the rectangle between the first and the last used cell, so two cells in a
file of 2 kB can ask for all of the memory. Hence the container is unpacked once as a stream and
what the reader would need is measured before it sees the file.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from senro.exchange.rules.said import Unreadable
from senro.exchange.rules.sniff import Pathish, Sniffed
from senro.exchange.rules.table import MAX_COLUMNS, Row, Table, WrongWidth, check_header

MEGABYTE = 1 << 20
MAX_UNPACKED = 800 * MEGABYTE
MAX_ENTRIES = 5_000
MAX_RATIO = 400
MAX_CELLS = 20_000_000
MAX_CHARACTERS = 600_000_000
CHUNK = 1 << 20
OVERLAP = 64

# A cell with content: an empty one (`<c r="A1" s="2"/>`) costs the reader nothing.
_CELL = re.compile(
    rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["'](?!(?:\s+[\w:]{1,9}="\w{0,9}"){0,4}\s*/>)"""
)
_NAMELESS_CELL = re.compile(rb"<(?:\w+:)?c(?:\s+[^r>\s][^>]*)?>")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,9})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class _Workbook(Table):
    """The rows of one sheet, typed as the workbook has them; of a formula its stored value."""

    sheet: str = ""

    def rows(self) -> Iterator[Row]:
        """The rows below the header; blank ones are counted and left out."""
        width = len(self.header)
        found = _sheet_rows(self.path, self.sheet)
        _header_row(found)
        for number, cells in enumerate(found, start=2):
            if not any(cell != "" for cell in cells):
                continue
            used = max(place for place, cell in enumerate(cells, start=1) if cell != "")
            if used > width:
                yield WrongWidth(number, width, used, cells[:used])
            else:
                yield number, (cells + [""] * (width - len(cells)))[:width]


def open_workbook(path: Pathish, sniffed: Sniffed, sheet: str | None = None) -> Table:
    """Guard, then open the named sheet, or the first that is visible and has cells."""
    guard(path)
    with open(path, "rb") as file, _workbook(file) as book:
        names = tuple(
            meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet
        )
        chosen = _choose(book, names, sheet)
    header = _header_row(_sheet_rows(path, chosen))
    return _Workbook(path, sniffed, check_header([_name(cell) for cell in header]), names, chosen)


def _workbook(file: BinaryIO) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("not_xlsx", detail=error) from error
    except BaseException as error:
        raise _panic(error) from error


def _panic(error: BaseException) -> BaseException:
    """A panic of the reader's Rust code arrives outside of `Exception`; it means a broken file."""
    if type(error).__name__ == "PanicException":
        return Unreadable("not_xlsx", detail="panic")
    return error


def _choose(book: CalamineWorkbook, names: tuple[str, ...], sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in names:
            raise Unreadable("sheet_missing", sheet=sheet, sheets=names)
        return sheet
    if not names:
        raise Unreadable("no_header")
    hidden = {
        meta.name
        for meta in book.sheets_metadata
        if str(meta.visible).rsplit(".", 1)[-1] != "Visible"
    }
    return next((name for name in names if name not in hidden), names[0])


def _sheet_rows(path: Pathish, sheet: str) -> Iterator[list[Any]]:
    with open(path, "rb") as file, _workbook(file) as book:
        try:
            yield from book.get_sheet_by_name(sheet).iter_rows()
        except (CalamineError, OSError, ValueError) as error:
            raise Unreadable("not_xlsx", detail=error) from error
        except BaseException as error:
            raise _panic(error) from error


def _header_row(rows: Iterator[list[Any]]) -> list[Any]:
    """The first row with a cell in it."""
    for cells in rows:
        if any(cell != "" for cell in cells):
            return cells
    raise Unreadable("no_header")


def _name(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def guard(path: Pathish) -> None:
    """Refuse what would not unpack to a sheet of sane size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            _check_contents(archive, entries)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise Unreadable("not_xlsx", detail=error) from error
    except RuntimeError as error:  # an encrypted entry
        raise Unreadable("encrypted") from error


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        formats = {"xl/workbook.bin": "XLSB", "content.xml": "ODS", "word/document.xml": "DOCX"}
        found = next((formats[name] for name in formats if name in names), None)
        if found:
            raise Unreadable("unsupported_format", format=found)
        raise Unreadable("compressed")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise Unreadable("too_large", size=unpacked // MEGABYTE, limit=MAX_UNPACKED // MEGABYTE)
    if len(entries) > MAX_ENTRIES or (unpacked > 20 * MEGABYTE and unpacked > packed * MAX_RATIO):
        raise Unreadable("zip_bomb")


def _check_contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    lengths: list[int] = []
    shared = [entry for entry in entries if entry.filename.lower().endswith("sharedstrings.xml")]
    for entry in shared:
        lengths += _shared_lengths(archive, entry)
    budget = _Budget(lengths)
    for entry in entries:
        columns = rows = 0
        for piece in _pieces(archive, entry):
            columns, rows = budget.measure(piece, columns, rows)


@dataclass
class _Budget:
    """How many cells and characters the reader would have to hold."""

    lengths: list[int]
    characters: int = 0

    def measure(self, piece: bytes, columns: int, rows: int) -> tuple[int, int]:
        """The extent of the sheet after this piece of it; refuses the insane."""
        for letters, digits in set(_CELL.findall(piece)):
            columns = max(columns, _column(letters))
            rows = max(rows, int(digits))
        if _NAMELESS_CELL.search(piece):
            rows = max(rows, *map(int, _ROW.findall(piece)), 0)
            columns = columns or 1
        if columns > MAX_COLUMNS:
            raise Unreadable("too_many_columns", columns=columns, limit=MAX_COLUMNS)
        if columns * rows > MAX_CELLS:
            raise Unreadable("zip_bomb")
        if self.lengths and max(self.lengths) > 1_000:
            used = (int(index) for index in _SHARED.findall(piece))
            self.characters += sum(
                self.lengths[index] for index in used if index < len(self.lengths)
            )
            if self.characters > MAX_CHARACTERS:
                raise Unreadable("zip_bomb")
        return columns, rows


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _shared_lengths(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> list[int]:
    """How long each shared string is, so that one long string used a million times is seen."""
    lengths, current = [], 0
    for piece in _pieces(archive, entry, overlap=0):
        first, *others = piece.split(b"</si>")
        current += len(first)
        for other in others:
            lengths.append(current)
            current = len(other)
    return lengths


def _pieces(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, overlap: int = OVERLAP
) -> Iterator[bytes]:
    """The entry in pieces that overlap a little, each proved to declare no entities."""
    tail = b""
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            piece = tail + chunk
            if _DECLARATION.search(piece):
                raise Unreadable("xml_entities")
            yield piece
            tail = piece[-overlap:] if overlap else b""
