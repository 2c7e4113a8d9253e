"""What a file is: its format, encoding, delimiter and line ends, each with the reason.

The file is read as a stream, once and wholly: Japanese text may first appear in row 40,000.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from senro.exchange.rules.encodings import Encoding, canonical, detect_encoding
from senro.exchange.rules.said import Reason, Unreadable

Pathish = str | PathLike[str]

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_BYTES = 256 * 1024
SAMPLE_ROWS = 200

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF-", "PDF"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3\x00", "SQLite"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|table|meta|head|body)\b", re.IGNORECASE
)
_SEP_LINE = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Sniffed:
    """What was found out about a file, and why."""

    format: str
    encoding: str
    delimiter: str | None
    line_end: str | None
    reasons: tuple[Reason, ...] = ()
    has_sep_line: bool = False

    def why(self, locale: str = "ja") -> tuple[str, ...]:
        """The reasons as sentences."""
        return tuple(reason.message(locale) for reason in self.reasons)


def sniff(
    path: Pathish,
    *,
    kind_of_file: str | None = None,
    encoding: str = "auto",
    delimiter: str | None = None,
) -> Sniffed:
    """Find out what the file is; what the caller states is believed and only checked."""
    try:
        with open(path, "rb") as file:
            head = file.read(SAMPLE_BYTES)
    except OSError as error:
        raise Unreadable("file_missing") from error
    if not head:
        raise Unreadable("empty_file")
    found = _format_of(head, Path(path).suffix.lower(), kind_of_file)
    if found == "xlsx":
        return Sniffed("xlsx", "utf-8", None, None)
    decided = _told(encoding) if encoding != "auto" else detect_encoding(path)
    text = _sample_text(head, decided.codec)
    if not text.strip():
        raise Unreadable("empty_file")
    if found == "jsonl" or (found == "" and text.lstrip().startswith("{")):
        return Sniffed("jsonl", decided.codec, None, line_end_of(text), decided.reasons)
    return _sniff_text(text, decided, ("\t" if found == "tsv" else delimiter))


def _format_of(head: bytes, suffix: str, told: str | None) -> str:
    """xlsx, jsonl, tsv, csv, or "" where the content must decide."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return _format_of_magic(name, head)
    if told == "xlsx" or (told is None and suffix in {".xlsx", ".xlsm"} and b"\x00" in head[:1024]):
        raise Unreadable("not_xlsx", detail="zip")
    if _HTML.match(head[:1024].removeprefix(b"\xef\xbb\xbf")):
        raise Unreadable("html")
    if told in {"csv", "tsv", "jsonl"}:
        return str(told)
    if head[:64].lstrip().startswith(b"[") and suffix in {".json", ".jsonl", ".ndjson"}:
        raise Unreadable("json_not_lines")
    return {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}.get(suffix, "")


def _format_of_magic(name: str, head: bytes) -> str:
    if name == "zip":
        return "xlsx"
    if name == "ole":
        # Excel wraps a password-protected .xlsx in the old container.
        raise Unreadable(
            "encrypted" if "EncryptedPackage".encode("utf-16-le") in head else "old_excel"
        )
    if name == "compressed":
        raise Unreadable("compressed")
    raise Unreadable("unsupported_format", format=name)


def _told(encoding: str) -> Encoding:
    return Encoding(canonical(encoding), (Reason("why_told"),))


def _sample_text(head: bytes, codec: str) -> str:
    """The beginning as text. The cut may split a character, hence the leniency at its end only."""
    text = head.decode(codec, errors="replace")
    if len(head) < SAMPLE_BYTES:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def line_end_of(text: str) -> str | None:
    """crlf, lf, cr, mixed, or None when there is a single line."""
    crlf = text.count("\r\n")
    counts = {"crlf": crlf, "lf": text.count("\n") - crlf, "cr": text.count("\r") - crlf}
    used = [name for name, times in counts.items() if times]
    return used[0] if len(used) == 1 else ("mixed" if used else None)


def _sniff_text(text: str, decided: Encoding, delimiter: str | None) -> Sniffed:
    first = text.splitlines(keepends=True)[0]
    sep = _SEP_LINE.match(first)
    if sep:
        text = text[len(first) :]
    if delimiter is not None:
        chosen, reason = delimiter, Reason("why_told")
    elif sep:
        chosen, reason = sep.group(1), Reason("why_sep_line")
    else:
        chosen, reason = detect_delimiter(text)
    return Sniffed(
        "csv",
        decided.codec,
        chosen,
        line_end_of(text),
        (*decided.reasons, reason),
        has_sep_line=bool(sep),
    )


def detect_delimiter(text: str) -> tuple[str, Reason]:
    """The separator on whose columns the header and most rows agree."""
    lines = text.splitlines(keepends=True)[: SAMPLE_ROWS * 4]
    best: tuple[float, int, int, str, int] | None = None
    for preference, delimiter in enumerate(DELIMITERS):
        widths = _widths(lines, delimiter)
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths)
        candidate = (agreeing / len(widths), widths[0], -preference, delimiter, agreeing)
        if best is None or _rank(candidate) > _rank(best):
            best = candidate
    if best is None:
        return ",", Reason("why_one_column")
    share, columns, _, delimiter, agreeing = best
    rows = round(agreeing / share)
    return delimiter, Reason(
        "why_delimiter", {"rows": rows, "agreeing": agreeing, "columns": columns}
    )


def _rank(candidate: tuple[float, int, int, str, int]) -> tuple[float, int, int]:
    """Agreement in steps of a tenth, so that one torn row does not outweigh seven columns."""
    return (round(candidate[0], 1), candidate[1], candidate[2])


def _widths(lines: Iterable[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) >= SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return widths
