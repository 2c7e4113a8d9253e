"""One compiled reader a column: a cell in, a value, a sentinel or a refusal out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from senro.exchange.rules.fields import TEXTUAL, Field, Type
from senro.exchange.rules.said import Refused
from senro.exchange.rules.values import dates, numbers, text
from senro.exchange.rules.values.choices import choice_reader, list_choice_codes, read_boolean
from senro.exchange.rules.values.objects import read_object

CACHE = 20_000
_CACHED = frozenset(
    (
        Type.INTEGER,
        Type.DECIMAL,
        Type.MONEY,
        Type.PERCENT,
        Type.BOOLEAN,
        Type.DATE,
        Type.DATETIME,
        Type.CHOICE,
    )
)


class Cell(Enum):
    """What a cell says when it has no value: leave the old one, or clear it."""

    KEEP = "keep"
    CLEAR = "clear"


KEEP, CLEAR = Cell.KEEP, Cell.CLEAR
Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Context:
    """What reading depends on beside the cell: time zone, currency, order of dates, unit."""

    tz: dt.tzinfo = dt.UTC
    currency: str = "JPY"
    order: str | None = None
    scale: int = 1


def reader_for(field: Field, context: Context) -> Read:
    """Compile the reader of a column. It returns a value, KEEP, CLEAR or a `Refused`."""
    read = _typed_reader(field, context)
    marks_clear = (lambda cell: False) if field.type in TEXTUAL else _is_wide_hyphen
    clear: Any = Refused("required") if field.required else CLEAR

    def whole(cell: Any) -> Any:
        if type(cell) is str:
            stripped = cell.strip(text.BLANKS)
            if not stripped:
                return KEEP
            if stripped == "-" or marks_clear(stripped):
                return clear
        elif cell is None or cell == []:
            return KEEP
        return read(cell)

    return _cached(whole) if field.type in _CACHED else whole


def _is_wide_hyphen(stripped: str) -> bool:
    return len(stripped) == 1 and text.narrow(stripped) == "-"


def _cached(read: Read) -> Read:
    """Values of such columns repeat; 20,000 different ones are remembered."""
    known: dict[Any, Any] = {}

    def lookup(cell: Any) -> Any:
        if type(cell) is not str:
            return read(cell)
        try:
            return known[cell]
        except KeyError:
            value = read(cell)
            if len(known) < CACHE:
                known[cell] = value
            return value

    return lookup


def _typed_reader(field: Field, context: Context) -> Read:
    low, high, length = field.minimum, field.maximum, field.max_length
    readers: dict[Type, Callable[[], Read]] = {
        Type.TEXT: lambda: lambda cell: text.read_text(cell, length),
        Type.KANA: lambda: lambda cell: text.read_kana(cell, length),
        Type.KEY: lambda: text.read_key,
        Type.EMAIL: lambda: text.read_email,
        Type.PHONE: lambda: text.read_phone,
        Type.INTEGER: lambda: lambda cell: numbers.read_integer(cell, low, high),
        Type.DECIMAL: lambda: lambda cell: numbers.read_decimal(cell, low, high),
        Type.MONEY: lambda: (
            lambda cell: numbers.read_money(cell, context.currency, context.scale, low)
        ),
        Type.PERCENT: lambda: numbers.read_percent,
        Type.BOOLEAN: lambda: read_boolean,
        Type.DATE: lambda: lambda cell: dates.read_date(cell, context.order, context.tz),
        Type.DATETIME: lambda: lambda cell: dates.read_datetime(cell, context.tz, context.order),
        Type.CHOICE: lambda: choice_reader(field),
        Type.LIST: lambda: _list_reader(field),
        Type.OBJECT: lambda: lambda cell: read_object(cell, length),
    }
    return readers[field.type]()


def _list_reader(field: Field) -> Read:
    def read(cell: Any) -> tuple[str, ...] | Refused:
        parts = text.read_list(cell, field.separators)
        if isinstance(parts, Refused) or not field.choices:
            return parts
        return list_choice_codes(field, parts)

    return read
