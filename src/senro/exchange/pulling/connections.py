"""The databases that the host lets Senro read, opened read-only through Ibis.

Whoever runs Senro names them in `SENRO_SOURCES`: their addresses and passwords stand in no table,
archive or page, and nobody can point Senro at a database from a browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Conflict

# The scheme of an address, and how sqlglot and Ibis call that database.
DIALECTS = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "duckdb": "duckdb"}
# A question that takes longer is given up, in seconds.
PATIENCE = 600
PIECE = 5_000
# The number of that type in the protocol of MySQL.
TIMESTAMP = 7


class CannotAsk(Conflict):
    """The other database did not answer as it should."""

    code = "source_failed"
    message = _("The other database could not be asked.")


@dataclass(frozen=True)
class Connection:
    """A database by its name. The address is a secret: `repr` leaves it out."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"<Connection {self.name}>"

    @property
    def dialect(self) -> str:
        """How its SQL is read."""
        return DIALECTS[urlsplit(self.url).scheme]

    def hush(self, text: str) -> str:
        """What the driver said, without the address or the password in it."""
        secret = urlsplit(self.url).password or ""
        for word in filter(None, (self.url, secret, unquote(secret))):
            text = text.replace(word, "…")
        return " ".join(text.split())[:300]


def connections() -> dict[str, Connection]:
    """The databases of `SENRO_SOURCES`, by name; `name=address` parted by blanks or line ends."""
    found = {}
    for entry in settings.SECRET_SOURCES.split():
        name, _equals, url = entry.partition("=")
        if name and urlsplit(url).scheme in DIALECTS:
            found[name] = Connection(name, url)
    return found


def connection_named(name: str) -> Connection:
    """The connection of that name. Raises CannotAsk where the host has given none."""
    found = connections().get(name)
    if found is None:
        raise CannotAsk(
            gettext("There is no connection %(name)s in SENRO_SOURCES.") % {"name": name}
        )
    return found


@contextmanager
def answered(connection: Connection, sql: str) -> Iterator[tuple[list[str], Iterator[Any]]]:
    """(columns, rows) of a question, piece by piece. Raises CannotAsk, which tells no secret."""
    try:
        with _OPENERS[connection.dialect](connection.url, sql) as cursor:
            columns = [str(one[0]) for one in cursor.description]
            yield columns, _rows(cursor)
    except CannotAsk:
        raise
    except ImportError as error:
        words = gettext("The driver is missing: install senro[%(name)s].")
        raise CannotAsk(words % {"name": connection.dialect}) from error
    except Exception as error:
        # Each driver has its own exceptions; whatever they say may quote the address.
        if not _of_a_driver(error):
            raise
        raise CannotAsk(connection.hush(str(error))) from None


def _of_a_driver(error: Exception) -> bool:
    names = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(names & {"psycopg", "_duckdb", "duckdb", "pymysql", "MySQLdb", "ibis"}) or (
        isinstance(error, OSError)
    )


def _rows(cursor: Any) -> Iterator[Any]:
    while piece := cursor.fetchmany(PIECE):
        yield from piece


@contextmanager
def _postgres(url: str, sql: str) -> Iterator[Any]:
    import ibis

    opened = ibis.connect(url, connect_timeout=10)
    try:
        opened.con.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        opened.con.execute(f"SET statement_timeout = '{PATIENCE}s'")
        # A named cursor: rows stay there until they are fetched.
        with opened.con.transaction(), opened.con.cursor(name="senro_pull") as cursor:
            cursor.execute(sql)
            yield cursor
    finally:
        opened.disconnect()


@contextmanager
def _mysql(url: str, sql: str) -> Iterator[Any]:
    with suppress(ImportError):
        import pymysql

        # Ibis asks for the C driver by name; this one answers to it.
        pymysql.install_as_MySQLdb()
    import ibis
    from MySQLdb.cursors import SSCursor

    opened = ibis.connect(url, connect_timeout=10, read_timeout=PATIENCE)
    try:
        with opened.con.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
            # By its offset: many a server knows no zone by name.
            cursor.execute("SET time_zone = '+00:00'")
        with opened.con.cursor(SSCursor) as cursor:
            cursor.execute(sql)
            yield _Instants(cursor)
    finally:
        opened.disconnect()


class _Instants:
    """Rows of MySQL, whose driver leaves out that a TIMESTAMP, unlike a DATETIME, is an instant."""

    def __init__(self, cursor: Any) -> None:
        self.description = cursor.description
        self._cursor = cursor
        self._places = [
            place for place, one in enumerate(cursor.description) if one[1] == TIMESTAMP
        ]

    def fetchmany(self, size: int) -> list[Any]:
        """The next piece; nothing at the end."""
        rows = self._cursor.fetchmany(size)
        return [self._told(row) for row in rows] if self._places else rows

    def _told(self, row: Any) -> list[Any]:
        cells = list(row)
        for place in self._places:
            if isinstance(cells[place], datetime):
                cells[place] = cells[place].replace(tzinfo=UTC)
        return cells


class _Batches:
    """Rows as Arrow has them: DuckDB itself wants one more library for instants."""

    def __init__(self, answer: Any) -> None:
        self.description = answer.description
        self._batches = answer.to_arrow_reader(PIECE)

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """The next piece; nothing at the end."""
        for batch in self._batches:
            if batch.num_rows:
                columns = [batch.column(place).to_pylist() for place in range(batch.num_columns)]
                return list(zip(*columns, strict=True))
        return []


@contextmanager
def _duckdb(url: str, sql: str) -> Iterator[Any]:
    import ibis

    opened = ibis.duckdb.connect(unquote(urlsplit(url).path), read_only=True)
    try:
        # No other file, no extension, and no way to allow it again.
        opened.con.execute("SET enable_external_access = false")
        opened.con.execute("SET lock_configuration = true")
        yield _Batches(opened.con.execute(sql))
    finally:
        opened.disconnect()


_OPENERS = {"postgres": _postgres, "mysql": _mysql, "duckdb": _duckdb}
