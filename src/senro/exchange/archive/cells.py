"""One way to write a value, whatever database it comes from, and back.

In a CSV an empty cell is NULL. Text that is empty, or that a spreadsheet would run, or that begins
with an apostrophe, gets one apostrophe in front. JSON has its names in order; instants are in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, models

Cell = Callable[[Any], Any]
GUARDED = ("'", "=", "+", "-", "@", "\t", "\r")
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.decode
MICROSECOND = timedelta(microseconds=1)


def json_bytes(value: Any) -> bytes:
    """JSON whose names stand in order."""
    return _encode(value)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _json_text(value: Any) -> str:
    return _encode(value).decode()


def _text(value: str) -> str:
    return f"'{value}" if not value or value.startswith(GUARDED) else value


def _untext(cell: str) -> str:
    return cell.removeprefix("'")


def _flag(cell: str) -> bool:
    return {"true": True, "false": False}[cell]


# The first class that fits wins. To CSV, from CSV, to JSON, from JSON; None leaves it as it is.
_WAYS: tuple[tuple[tuple[type, ...], Cell, Cell, Cell | None, Cell | None], ...] = (
    ((models.JSONField,), _json_text, _decode, None, None),
    ((models.UUIDField,), str, UUID, str, UUID),
    ((models.DateTimeField,), _instant, datetime.fromisoformat, _instant, datetime.fromisoformat),
    ((models.DateField,), date.isoformat, date.fromisoformat, date.isoformat, date.fromisoformat),
    ((models.TimeField,), time.isoformat, time.fromisoformat, time.isoformat, time.fromisoformat),
    ((models.BooleanField,), lambda value: "true" if value else "false", _flag, None, None),
    ((models.DecimalField,), str, Decimal, str, Decimal),
    ((models.FloatField,), repr, float, None, float),
    (
        (models.DurationField,),
        lambda value: str(value // MICROSECOND),
        lambda cell: int(cell) * MICROSECOND,
        lambda value: value // MICROSECOND,
        lambda cell: cell * MICROSECOND,
    ),
    ((models.IntegerField,), str, int, None, None),
    ((models.CharField, models.TextField), _text, _untext, None, None),
)


def _way(field: Any) -> tuple[Cell, Cell, Cell | None, Cell | None]:
    plain = _plain(field)
    for classes, *way in _WAYS:
        if isinstance(plain, classes):
            return tuple(way)  # type: ignore[return-value]
    raise TypeError(f"{field} is of a type that an archive cannot hold")


def _plain(field: Any) -> Any:
    """The column that a foreign key holds."""
    while getattr(field, "target_field", None) is not None and field.is_relation:
        field = field.target_field
    return field


# How SQLite keeps a value as text, as the archive writes it: nothing is made of it in between.
def _kept_id(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _kept_instant(text: str) -> str:
    # What SQLite itself wrote has milliseconds; what came from elsewhere may say its zone.
    if len(text) == 23:
        text += "000"
    if len(text) not in (19, 26):
        at = datetime.fromisoformat(text)
        return _instant(at if at.tzinfo else at.replace(tzinfo=UTC))
    return f"{text[:10]}T{text[11:].removesuffix('.000000')}+00:00"


def _kept_json(text: str) -> str:
    return "" if text == "null" else _encode(_decode(text)).decode()


# To CSV and to JSON.
_KEPT: tuple[tuple[type, Cell, Cell], ...] = (
    (models.JSONField, _kept_json, _decode),
    (models.UUIDField, _kept_id, _kept_id),
    (models.DateTimeField, _kept_instant, _kept_instant),
)


def kept_as_text(field: Any, *, lines: bool) -> Cell | None:
    """How the text that SQLite keeps for this column is written; None where it keeps no such text.

    Making ids and instants of millions of cells, only to write them down again, takes longer than
    all the rest.
    """
    plain = _plain(field)
    for kind, csv, json in _KEPT:
        if connection.vendor == "sqlite" and isinstance(plain, kind):
            return json if lines else csv
    return None


def to_csv(field: Any) -> Cell:
    """How a value of this column is written as text."""
    write = _way(field)[0]
    return lambda value: "" if value is None else write(value)


def from_csv(field: Any) -> Cell:
    """How that text is read."""
    read, ready = _way(field)[1], _ready(field)
    return lambda cell: None if cell == "" else ready(read(cell))


def to_json(field: Any) -> Cell | None:
    """How a value of this column is written in JSON; None when it is JSON already."""
    write = _way(field)[2]
    return write and (lambda value: None if value is None else write(value))


def from_json(field: Any) -> Cell | None:
    """How it is read from JSON."""
    read = _way(field)[3]
    if read is None:
        return None
    ready = _ready(field)
    return lambda value: None if value is None else ready(read(value))


def _ready(field: Any) -> Cell:
    """What SQLite's driver does not take by itself."""
    unusual = (models.DecimalField, models.TimeField, models.DurationField)
    if connection.vendor == "sqlite" and isinstance(field, unusual):
        return lambda value: field.get_db_prep_save(value, connection)
    return lambda value: value
