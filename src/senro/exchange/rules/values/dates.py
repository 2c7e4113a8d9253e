"""Dates and instants as Japanese, ISO, European and American people write them."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from senro.exchange.rules.said import Refused
from senro.exchange.rules.values.text import BLANKS, as_text, narrow

EARLIEST_YEAR = 1868
# Day 0 of Excel; its wrong leap day in 1900 is before any date that matters here.
EXCEL_EPOCH = dt.datetime.combine(dt.date(1899, 12, 30), dt.time.min)
SERIALS = (10_000, 80_000)

# The year before the first of each era. Old systems went on counting after an era had ended.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
ERAS |= {"令": 2018, "平": 1988, "昭": 1925, "大": 1911, "明": 1867}
ERAS |= {"R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867}
_ERA_SIGNS = str.maketrans({"㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治"})

_YEAR_FIRST = re.compile(
    r"([0-9]{4})\s*(?:[-/.]|年)\s*([0-9]{1,2})\s*(?:[-/.]|月)\s*([0-9]{1,2})\s*日?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|[令平昭大明RHSTMrhstm])\s*\.?\s*([0-9]{1,2}|元)\s*(?:[-/.]|年)\s*"
    r"([0-9]{1,2})\s*(?:[-/.]|月)\s*([0-9]{1,2})\s*日?"
)
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,2}")
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
_WEEKDAY = re.compile(
    r"\s*(?:\(?[月火水木金土日](?:曜日?)?\)?|\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?,?)\Z", re.I
)
_LEADING_WEEKDAY = re.compile(r"\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.I)
_MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAY_MONTH = re.compile(r"([0-9]{1,2})[\s-]+([a-z]{3,9})\.?,?[\s-]+([0-9]{4})", re.I)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})", re.I)
_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?\s*(?P<h>[0-9]{1,2})(?:\s*:\s*|時)(?P<m>[0-9]{1,2})?(?:分|(?=[:\s]|\Z|[a-z+-]))"
    r"\s*(?::?(?P<s>[0-9]{1,2})(?:\.(?P<f>[0-9]{1,9}))?秒?)?\s*(?P<ampm>am|pm|a\.m\.|p\.m\.)?"
    r"\s*(?P<zone>z|utc|jst|[+-][0-9]{2}:?[0-9]{2})?\Z",
    re.I,
)


def read_date(
    cell: Any, order: str | None = None, tz: dt.tzinfo | None = None
) -> dt.date | Refused:
    """A day. `order` ("dmy" or "mdy") settles 05/11/2026; without it that is refused."""
    if type(cell) is not str:
        return _typed_date(cell)
    if len(cell) == 10 and cell[4] == "-" == cell[7]:
        return _iso(cell) or Refused("date_invalid", {"value": cell})
    text = _plain(cell)
    found = _day(text, order)
    if found is None and (":" in text or "時" in text):
        instant = _instant(text, order, None)
        if isinstance(instant, dt.datetime):
            return (instant.astimezone(tz) if tz and instant.tzinfo else instant).date()
        found = instant
    return found or Refused("date_invalid", {"value": cell})


def read_datetime(cell: Any, tz: dt.tzinfo, order: str | None = None) -> dt.datetime | Refused:
    """An instant in UTC. Without an offset it is local in `tz`; a bare day is its midnight."""
    typed = type(cell) is not str
    found = _typed_instant(cell) if typed else _instant(_plain(cell), order, tz)
    if found is None:
        return Refused("datetime_invalid", {"value": as_text(cell)})
    if isinstance(found, Refused):
        return found
    try:
        return (found if found.tzinfo else found.replace(tzinfo=tz)).astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return Refused("datetime_invalid", {"value": as_text(cell)})


def _plain(cell: str) -> str:
    text = narrow(cell.strip(BLANKS)).translate(_ERA_SIGNS).removeprefix("'").strip()
    return _LEADING_WEEKDAY.sub("", text) if len(text) <= 60 else ""


def _iso(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= EARLIEST_YEAR else None


def _day(text: str, order: str | None) -> dt.date | Refused | None:
    """The day, a refusal that says more than "no date", or None."""
    text = (
        _WEEKDAY.sub("", text)
        if text[-1:] not in "0123456789日" or "(" in text or "曜" in text
        else text
    )
    if match := (_YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)):
        return _built(int(match[1]), int(match[2]), int(match[3]))
    if match := _ERA.fullmatch(text):
        return _built(ERAS[match[1].upper()] + _era_year(match[2]), int(match[3]), int(match[4]))
    if match := YEAR_LAST.fullmatch(text):
        return _by_order(text, int(match[1]), int(match[3]), int(match[4]), order)
    if match := _SERIAL.fullmatch(text):
        instant = from_serial(float(text))
        return instant.date() if instant else None
    if _SHORT_YEAR.fullmatch(text):
        return Refused("date_ambiguous", {"value": text})
    return _month_named(text)


def _era_year(text: str) -> int:
    # Year 0 of an era does not exist; this makes it a year that no pattern accepts.
    return 1 if text == "元" else int(text) or -10_000


def _built(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _by_order(
    text: str, first: int, second: int, year: int, order: str | None
) -> dt.date | Refused | None:
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if first > 12 else (second, first)
        return _built(year, month, day)
    if order is None:
        return Refused("date_ambiguous", {"value": text})
    return _built(year, second, first) if order == "dmy" else _built(year, first, second)


def _month_named(text: str) -> dt.date | None:
    if match := _DAY_MONTH.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    month = _MONTHS.get(name[:3].lower())
    return _built(int(year), month, int(day)) if month else None


def from_serial(serial: float) -> dt.datetime | None:
    """The local instant of an Excel serial number, to the second."""
    if not math.isfinite(serial) or not SERIALS[0] <= serial < SERIALS[1]:
        return None
    return EXCEL_EPOCH + dt.timedelta(seconds=round(serial * 86_400))


def _typed_instant(cell: Any) -> dt.datetime | None:
    if isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time.min)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 10_000_000 < cell < 100_000_000:
            day = _day(str(int(cell)), None)
            return _typed_instant(day) if isinstance(day, dt.date) else None
        return from_serial(float(cell))
    return None


def _typed_date(cell: Any) -> dt.date | Refused:
    found = _typed_instant(cell)
    if found is None or found.year < EARLIEST_YEAR:
        return Refused("date_invalid", {"value": as_text(cell)})
    return found.date()


def _instant(text: str, order: str | None, tz: dt.tzinfo | None) -> dt.datetime | Refused | None:
    """Day and time; naive when the text names no offset."""
    if len(text) >= 16 and text[4:5] == "-" and text[10:11] in ("T", " "):
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass
    if _SERIAL.fullmatch(text):
        return from_serial(float(text))
    match = _TIME.search(text) if ":" in text or "時" in text else None
    day = _day(text[: match.start()].rstrip(" T,") if match else text, order)
    if day is None or isinstance(day, Refused):
        return day
    return _with_time(day, match) if match else dt.datetime.combine(day, dt.time.min)


def _with_time(day: dt.date, match: re.Match[str]) -> dt.datetime | None:
    hour, minute, second = (int(match[name] or 0) for name in ("h", "m", "s"))
    half = (match["half"] or match["ampm"] or "").lower().replace(".", "")
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
    micro = int((match["f"] or "0").ljust(6, "0")[:6])
    try:
        return dt.datetime(
            day.year, day.month, day.day, hour, minute, second, micro, tzinfo=_zone(match["zone"])
        )
    except ValueError:
        return None


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC"):
        return dt.UTC
    if text.upper() == "JST":
        return dt.timezone(dt.timedelta(hours=9))
    sign = -1 if text[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
