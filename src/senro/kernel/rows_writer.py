"""Writes many rows of one table at once, past the object layer: thousands a second.

Values go in as Python values by column attribute (`owner_id`); rows of one call have the same
columns. Nothing here looks at constraints or facts: callers do (see `kernel.fact_writer`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, models

from .among import among_sql

Convert = Callable[[Any], Any]
# From so many rows on, PostgreSQL takes them as one stream instead of as statements.
WORTH_A_COPY = 20


def json_text(value: Any) -> str | None:
    """A JSON column's text."""
    return None if value is None else msgspec.json.encode(value).decode()


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT rows that all have the columns of the first."""
    if not rows:
        return
    names = tuple(rows[0])
    vendor = connection.vendor
    place = _place(model, names, vendor)
    if vendor == "postgresql" and len(rows) >= WORTH_A_COPY:
        copy_in(f"COPY {place} FROM STDIN", lines(model, names, rows))
        return
    marks = ", ".join(["%s"] * len(names))
    _run(f"INSERT INTO {place} VALUES ({marks})", _tuples(model, names, rows))  # noqa: S608 quoted names of models


def put_rows(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], unique: tuple[str, ...]
) -> None:
    """INSERT rows that all have the columns of the first; one that is there by `unique` gets the rest.

    No row may come twice. Whoever calls is in a transaction.
    """
    if not rows:
        return
    names = tuple(rows[0])
    quote = connection.ops.quote_name
    place = _place(model, names, connection.vendor)
    columns = {name: quote(_field(model, name).column) for name in names}
    key = ", ".join(columns[name] for name in unique)
    rest = ", ".join(
        f"{column} = excluded.{column}" for name, column in columns.items() if name not in unique
    )
    conflict = f"ON CONFLICT ({key}) DO UPDATE SET {rest}"
    if connection.vendor == "postgresql" and len(rows) >= WORTH_A_COPY:
        listed, table = ", ".join(columns.values()), quote(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE put_rows AS SELECT {listed} FROM {table} WHERE false"  # noqa: S608 quoted names of models
            )
            copy_in(f"COPY put_rows ({listed}) FROM STDIN", lines(model, names, rows))
            cursor.execute(
                f"INSERT INTO {place} SELECT {listed} FROM put_rows {conflict}"  # noqa: S608 quoted names of models
            )
            cursor.execute("DROP TABLE put_rows")
        return
    marks = ", ".join(["%s"] * len(names))
    _run(f"INSERT INTO {place} VALUES ({marks}) {conflict}", _tuples(model, names, rows))  # noqa: S608 quoted names of models


@lru_cache(maxsize=500)
def _place(model: type[models.Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_field(model, name).column) for name in names)
    return f"{quote(model._meta.db_table)} ({columns})"


def update_rows(model: type[models.Model], rows: Iterable[tuple[UUID, Mapping[str, Any]]]) -> None:
    """UPDATE rows by primary key, each with its own columns; the version counts up, where there is one."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, values in rows:
        groups.setdefault(tuple(sorted(values)), []).append({**values, "id": key})
    quote = connection.ops.quote_name
    for names, changed in groups.items():
        setting = ", ".join(f"{quote(_field(model, name).column)} = %s" for name in names)
        if any(field.name == "version" for field in model._meta.concrete_fields):
            setting += f", {quote('version')} = {quote('version')} + 1"
        sql = f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE id "  # noqa: S608 quoted names of models
        if _all_alike(names, changed):
            wanted, keys = among_sql([_uuid(row["id"]) for row in changed])
            with connection.cursor() as cursor:
                cursor.execute(
                    f"{sql}IN ({wanted})", [*_tuples(model, names, changed[:1])[0], *keys]
                )
        else:
            _run(sql + "= %s", _tuples(model, (*names, "id"), changed))


def _all_alike(names: tuple[str, ...], rows: list[dict[str, Any]]) -> bool:
    """Many rows that get the same are one statement."""
    first = {name: rows[0][name] for name in names}
    return len(rows) > 1 and all({**row, **first} == row for row in rows[1:])


def _run(sql: str, parameters: list[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if len(parameters) == 1:
            cursor.execute(sql, parameters[0])
        else:
            cursor.executemany(sql, parameters)


def copy_in(sql: str, text: str) -> None:
    """COPY lines into a table of PostgreSQL."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        copy.write(text)


def lines(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> str:
    """Rows in the text format of COPY."""
    columns = [
        [NULL if (value := row[name]) is None else written(value) for row in rows]
        for name in names
        for written in (_writer(_field(model, name)),)
    ]
    return "".join(["\t".join(row) + "\n" for row in zip(*columns, strict=True)])


NULL = "\\N"


def _writer(field: Any) -> Callable[[Any], str]:
    field = getattr(field, "target_field", field)
    if isinstance(field, models.JSONField):
        return lambda value: _escaped(msgspec.json.encode(value).decode())
    if isinstance(field, models.UUIDField):
        return lambda value: str(_uuid(value))
    if isinstance(field, models.DateTimeField | models.DateField):
        return cache(_iso)
    return lambda value: _escaped(value) if type(value) is str else _escaped(str(value))


def _iso(value: date) -> str:
    return value.isoformat()


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _tuples(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> list[Sequence[Any]]:
    found = [
        (place, _Instants() if convert is _Instants else convert)
        for place, convert in _converters(model, names, connection.vendor)
    ]
    values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    if not found:
        return [values(row) for row in rows]
    result: list[Sequence[Any]] = []
    for row in rows:
        one = list(values(row))
        for place, convert in found:
            if one[place] is not None:
                one[place] = convert(one[place])
        result.append(one)
    return result


@lru_cache(maxsize=500)
def _converters(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[tuple[int, Convert], ...]:
    """Which places of a row need converting, and how; `_Instants` is to be made anew each time."""
    found = ((place, _converter(_field(model, name))) for place, name in enumerate(names))
    return tuple((place, convert) for place, convert in found if convert is not None)


def _converter(field: Any) -> Convert | None:
    field = getattr(field, "target_field", field)
    if isinstance(field, models.JSONField):
        return json_text
    if isinstance(field, models.UUIDField):
        return _hex if connection.vendor == "sqlite" else _uuid
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        return _Instants
    return date.isoformat if isinstance(field, models.DateField) else None


def _uuid(value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    return UUID(int=value) if isinstance(value, int) else UUID(str(value))


def _hex(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else _uuid(value).hex


class _Instants(dict[datetime, Any]):
    """Instants as SQLite keeps them; most rows of a batch share theirs."""

    def __call__(self, value: datetime) -> Any:
        return self[value]

    def __missing__(self, value: datetime) -> Any:
        text = str(connection.ops.adapt_datetimefield_value(value))
        self[value] = text
        return text
