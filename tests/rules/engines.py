"""Three databases with one table each, asked the same question."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from senro.kernel.rules.language import Rule

from .generate import CODES
from .vocabulary import TODAY

Row = Mapping[str, Any]
_COLUMNS = ", ".join(CODES)
_TYPES = {
    "sqlite": "whole INTEGER, ratio REAL, money DECIMAL, word VARCHAR, other TEXT, start DATE, finish DATE, flag BOOL, tags TEXT",
    "duckdb": "whole BIGINT, ratio DOUBLE, money DECIMAL(18,4), word VARCHAR, other VARCHAR, start DATE, finish DATE, flag BOOLEAN, tags VARCHAR",
    "postgres": 'whole bigint, ratio double precision, money numeric(18,4), word varchar(50), other text COLLATE "und-x-icu", start date, finish date, flag boolean, tags text',
}


def stored(row: Row, dialect: str) -> list[Any]:
    """A row as the database keeps it."""
    values = dict(row)
    if values["tags"] is not None:
        values["tags"] = "|" + "".join(f"{tag}|" for tag in values["tags"])
    if dialect == "sqlite":
        for code in ("start", "finish"):
            values[code] = values[code] and values[code].isoformat()
        values["money"] = None if values["money"] is None else float(values["money"])
    return [values[code] for code in CODES]


class Engine:
    """A database whose table `rows` is refilled for each question."""

    def __init__(self, dialect: str, connection: Any, mark: str) -> None:
        self.dialect = dialect
        self.connection = connection
        self.mark = mark
        self.run(f"CREATE TEMPORARY TABLE rows (id INTEGER, {_TYPES[dialect]})")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        cursor = self.connection.execute(sql, parameters)
        return list(cursor.fetchall()) if sql.startswith("SELECT") else []

    def ask(self, rule: Rule, rows: Sequence[Row]) -> list[Any]:
        """The value of a rule for each row."""
        self.run("DELETE FROM rows")
        marks = ", ".join([self.mark] * (len(CODES) + 1))
        for number, row in enumerate(rows):
            values = [number, *stored(row, self.dialect)]
            self.run(f"INSERT INTO rows (id, {_COLUMNS}) VALUES ({marks})", values)
        driver_marks = self.dialect == "postgres"
        sql = rule.compile(self.dialect, today=TODAY, table="rows", escape_percent=driver_marks)  # type: ignore[arg-type]
        found = [row[0] for row in self.run(f"SELECT {sql} FROM rows ORDER BY id")]
        if self.dialect == "sqlite" and rule.type == "boolean":
            return [None if value is None else bool(value) for value in found]
        return found


def sqlite() -> Engine:
    """SQLite in memory."""
    return Engine("sqlite", sqlite3.connect(":memory:"), "?")


def in_duckdb() -> Engine:
    """DuckDB in memory."""
    return Engine("duckdb", duckdb.connect(":memory:"), "?")


def postgres(url: str) -> Engine:
    """A PostgreSQL server; nothing is left on it."""
    import psycopg

    return Engine("postgres", psycopg.connect(url, autocommit=True), "%s")
