"""Text cells: trimmed, NFC, guarded against being run as formulas."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from senro.exchange.rules.said import Refused

BLANKS = " \t\r\n\x0b\x0c\x85\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_FORMULA_STARTS = frozenset("=+-@\t\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_GUARDABLE = re.compile(r"'*[=+\-@\t\r]")
# Invisible characters that mail and old systems leave behind.
_INVISIBLE = re.compile("[\x01-\x08\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

MAX_KEY = 100
_EXPONENT = re.compile(r"[0-9]\.[0-9]+E\+[0-9]{2}")


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet runs: one apostrophe in front where needed.

    Text that already looks guarded gets one too, so that `unguard` gives back exactly this text.
    """
    if text and (text[0] in _FORMULA_STARTS or (text[0] == "'" and _GUARDABLE.match(text))):
        return "'" + text
    return text


def unguard(text: str) -> str:
    """Take away exactly the one apostrophe that `guard` puts."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def as_text(cell: Any) -> str:
    """A typed cell as the text that a person sees in it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, list | tuple):
        return ";".join(as_text(one) for one in cell)
    return "" if cell is None else str(cell)


def clean(cell: Any) -> str:
    """Trimmed, unguarded, NFC, without invisible characters."""
    text = unguard((cell if type(cell) is str else as_text(cell)).strip(BLANKS))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        # FileMaker breaks lines inside a cell with a vertical tab.
        text = _INVISIBLE.sub("", text.replace("\x0b", "\n"))
    return text


def read_text(cell: Any, max_length: int) -> str | Refused:
    """Any text up to a length."""
    text = clean(cell)
    if len(text) > max_length:
        return Refused("too_long", {"got": len(text), "limit": max_length})
    if not text.isprintable() and _UNSTORABLE.search(text):
        return Refused("text_invalid")
    return text


def read_key(cell: Any) -> str | Refused:
    """A key: 1 to 100 characters on one line, compared exactly."""
    text = clean(cell)
    if not 1 <= len(text) <= MAX_KEY or "\n" in text or "\r" in text:
        return Refused("key_invalid", {"value": text})
    if not text.isprintable() and _UNSTORABLE.search(text):
        return Refused("text_invalid")
    if _EXPONENT.fullmatch(text):
        return Refused("key_damaged", {"value": text})
    return text


_HALF_KANA = re.compile("[\uff61-\uff9f]+")


def widen_kana(text: str) -> str:
    """Half-width katakana to full width, voicing marks joined; all else stays."""
    return _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)


def read_kana(cell: Any, max_length: int) -> str | Refused:
    """A reading in kana."""
    text = read_text(cell, max_length)
    return text if isinstance(text, Refused) else widen_kana(text)


_WIDE: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE |= {0x3000: " ", 0xA0: " ", 0xFFE5: "¥"}
_HYPHENS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63)
_WIDE |= dict.fromkeys(_HYPHENS, "-")


def narrow(text: str) -> str:
    """Full-width ASCII and the many hyphens to plain ASCII; ² and ① stay what they are."""
    return text if text.isascii() else text.translate(_WIDE)


_EMAIL = re.compile(
    r"[^\s@,;:<>()\[\]\"\\]{1,64}@(?=.{4,190}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_]{2,63}"
)


def read_email(cell: Any) -> str | Refused:
    """An address, its domain in small letters. `a..b.@docomo.ne.jp` exists and is taken."""
    text = narrow(clean(cell))
    if not _EMAIL.fullmatch(text):
        return Refused("email_invalid", {"value": text})
    local, domain = text.split("@")
    return f"{local}@{domain.lower()}"


def read_phone(cell: Any) -> str | Refused:
    """A telephone number as written, in half width."""
    text = narrow(clean(cell))
    return Refused("too_long", {"got": len(text), "limit": 50}) if len(text) > 50 else text


def read_list(cell: Any, separators: str) -> tuple[str, ...] | Refused:
    r"""Parts between semicolons; only where there are none, between the other separators.

    A semicolon inside of a part is written `\;`, and a backslash before one `\\`.
    """
    if isinstance(cell, list | tuple):
        parts = [clean(one) for one in cell]
    else:
        # The guard stands before the cell, not before each part.
        parts = [part.strip(BLANKS) for part in _split(clean(cell), separators)]
    if any(_UNSTORABLE.search(part) for part in parts):
        return Refused("text_invalid")
    return tuple(dict.fromkeys(part for part in parts if part))


_MARK = re.compile(r"(\\*)([;；\n])")


def _split(text: str, separators: str) -> list[str]:
    parts, start = [], 0
    for mark in _MARK.finditer(text) if ";" in separators else ():
        escaped = len(mark[1]) % 2 if mark[2] == ";" else len(mark[1])
        if not escaped:
            end = "\\" * (len(mark[1]) // 2)
            parts.append(_unescaped(text[start : mark.start()]) + end)
            start = mark.end()
    if parts:
        return [*parts, _unescaped(text[start:])]
    others = "".join(char for char in separators if char not in ";；\n")
    parts = re.split(f"[{re.escape(others)}]", text) if others else [text]
    return [_unescaped(part) for part in parts]


def _unescaped(part: str) -> str:
    return re.sub(r"(\\+);", lambda found: "\\" * (len(found[1]) // 2) + ";", part)


def join_list(parts: tuple[str, ...] | list[str]) -> str:
    """The cell from which `read_list` reads these parts."""
    escaped = [re.sub(r"(\\*);", r"\1\1\\;", part) for part in parts]
    # A part with a comma in it must not be taken for two.
    if len(parts) == 1 and re.search("[、，,]", escaped[0]):
        escaped.append("")
    *before, last = escaped or [""]
    return ";".join([*(re.sub(r"(\\+)\Z", r"\1\1", part) for part in before), last])
