"""What SQLite, PostgreSQL and DuckDB say differently, so that they mean the same.

Numbers are doubles in all three. PostgreSQL and DuckDB leave unknown values out of LEAST
and GREATEST, SQLite does not: hence the forms below, which also never repeat an argument,
so that nesting cannot make the SQL grow without bound.
"""

from datetime import date
from decimal import Decimal

from .dates import FIRST, LAST
from .names import NUMBER_LIMIT
from .text import plain

_TOP = f"{NUMBER_LIMIT:.0e}".replace("+", "")


class Sql(str):
    """A piece of SQL of our own making, put in as it stands where a column is expected."""


class SqlDialect:
    """The parts of SQL that every database here writes alike."""

    double = "DOUBLE PRECISION"
    true, false = "TRUE", "FALSE"

    def identifier(self, column: str, table: str | None) -> str:
        parts = [table, column] if table else [column]
        return ".".join('"' + part.replace('"', '""') + '"' for part in parts)

    def literal(self, value: object, kind: str) -> str:
        if value is None:
            return f"CAST(NULL AS {self.typename(kind)})"
        if isinstance(value, bool):
            return self.true if value else self.false
        if isinstance(value, Decimal):
            return self.decimal(value)
        return self.day(value) if isinstance(value, date) else self.quoted(str(value))

    def typename(self, kind: str) -> str:
        return {"number": self.double, "date": "DATE", "boolean": "BOOLEAN"}.get(kind, "TEXT")

    def decimal(self, value: Decimal) -> str:
        return f"CAST({plain(value)} AS {self.double})"

    def day(self, value: date) -> str:
        return f"DATE '{value.isoformat()}'"

    def quoted(self, text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    def number(self, sql: str) -> str:
        return f"CAST({sql} AS {self.double})"

    def bounded(self, sql: str) -> str:
        # an unknown number becomes the lower bound in GREATEST, and unknown again in NULLIF
        kept = f"LEAST(GREATEST({self.number(sql)}, -{_TOP}), {_TOP})"
        return f"NULLIF(NULLIF({kept}, {_TOP}), -{_TOP})"

    def text(self, sql: str) -> str:
        return sql

    def collated(self, sql: str) -> str:
        return sql

    def has(self, values: str, value: str) -> str:
        return f"strpos({values}, '|' || {value} || '|') > 0"

    def moved(self, sql: str, unit: str, amount: int) -> str:
        there = f"CAST({sql} + INTERVAL '{amount} {unit}' AS DATE)"
        return self.in_calendar(there, amount)

    def in_calendar(self, there: str, amount: int) -> str:
        bound, keep = (LAST, "LEAST") if amount >= 0 else (FIRST, "GREATEST")
        return f"NULLIF({keep}({there}, {self.day(bound)}), {self.day(bound)})"

    def days_between(self, start: str, end: str) -> str:
        return f"CAST({end} - {start} AS {self.double})"

    def extreme(self, function: str, args: list[str], kind: str) -> str:
        raise NotImplementedError


class Postgres(SqlDialect):
    """PostgreSQL 15 and later."""

    def quoted(self, text: str) -> str:
        plain_text = super().quoted(text)
        # right under either setting of standard_conforming_strings
        return " E" + plain_text.replace("\\", "\\\\") if "\\" in text else plain_text

    def text(self, sql: str) -> str:
        return f"CAST({sql} AS TEXT)"

    def collated(self, sql: str) -> str:
        return f'{sql} COLLATE "C"'

    def has(self, values: str, value: str) -> str:
        return super().has(self.collated(values), value)

    def extreme(self, function: str, args: list[str], kind: str) -> str:
        way = "ASC" if function == "least" else "DESC"
        by = self.collated("v") if kind == "text" else "v"
        values = f"unnest(CAST(ARRAY[{', '.join(args)}] AS {self.typename(kind)}[]))"
        return f"(SELECT v FROM {values} AS u(v) ORDER BY {by} {way} NULLS FIRST LIMIT 1)"


class DuckDB(SqlDialect):
    """DuckDB 1.5."""

    double = "DOUBLE"

    def days_between(self, start: str, end: str) -> str:
        return f"CAST(date_diff('day', {start}, {end}) AS DOUBLE)"

    def extreme(self, function: str, args: list[str], kind: str) -> str:
        way = "ASC" if function == "least" else "DESC"
        return f"list_sort([{', '.join(args)}], '{way}', 'NULLS FIRST')[1]"


class SQLite(SqlDialect):
    """SQLite 3.40: no type for dates or booleans, and min and max that keep NULL."""

    double = "REAL"
    true, false = "1", "0"

    def typename(self, kind: str) -> str:
        return {"number": "REAL", "boolean": "INTEGER"}.get(kind, "TEXT")

    def decimal(self, value: Decimal) -> str:
        text = plain(value)
        return text if "." in text else text + ".0"

    def day(self, value: date) -> str:
        return f"'{value.isoformat()}'"

    def bounded(self, sql: str) -> str:
        return f"NULLIF(NULLIF(min(max({self.number(sql)}, -{_TOP}), {_TOP}), {_TOP}), -{_TOP})"

    def collated(self, sql: str) -> str:
        return f"{sql} COLLATE BINARY"

    def has(self, values: str, value: str) -> str:
        return f"instr({values}, '|' || {value} || '|') > 0"

    def moved(self, sql: str, unit: str, amount: int) -> str:
        if unit == "days":
            return self.in_calendar(f"date({sql}, '{amount:+d} days')", amount)
        # SQLite lets 31 January + 1 month run into March: take the end of the month instead
        month = f"date(d, 'start of month', '{amount:+d} months', '+' || (strftime('%d', d) - 1) || ' days')"
        end = f"date(d, 'start of month', '{amount + 1:+d} months', '-1 days')"
        day = self.in_calendar(f"min({month}, {end})", amount)
        return f"(SELECT {day} FROM (SELECT {sql} AS d))"

    def in_calendar(self, there: str, amount: int) -> str:
        bound, keep = (LAST, "min") if amount >= 0 else (FIRST, "max")
        return f"NULLIF({keep}({there}, {self.day(bound)}), {self.day(bound)})"

    def days_between(self, start: str, end: str) -> str:
        return f"(julianday({end}) - julianday({start}))"

    def extreme(self, function: str, args: list[str], kind: str) -> str:
        if len(args) == 1:
            return args[0]
        if kind == "text":
            args = [self.collated(args[0]), *args[1:]]
        return f"{'min' if function == 'least' else 'max'}({', '.join(args)})"


DIALECTS: dict[str, SqlDialect] = {"sqlite": SQLite(), "postgres": Postgres(), "duckdb": DuckDB()}
