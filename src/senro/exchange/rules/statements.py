"""Which SQL may be asked of somebody else's database: one SELECT that only reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

LONGEST = 20_000
MICROSECONDS = exp.DataType.build("DATETIME(6)", dialect="mysql")
WRITES = (
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Command,
    exp.Into, exp.Lock, exp.Copy, exp.Set, exp.Attach, exp.Detach, exp.Pragma, exp.Use,
    exp.TruncateTable, exp.Transaction, exp.Commit, exp.Rollback, exp.Kill,
)  # fmt: skip
# What reads files, sleeps, or reaches other servers, whatever the role may do.
FORBIDDEN = frozenset({
    "pg_read_file", "pg_read_binary_file", "pg_ls_dir", "pg_stat_file", "lo_import", "lo_export",
    "dblink", "dblink_exec", "pg_sleep", "pg_terminate_backend", "pg_cancel_backend", "nextval",
    "setval", "set_config", "load_file", "sleep", "benchmark", "get_lock", "read_csv",
    "read_csv_auto", "read_parquet", "read_json", "read_json_auto", "read_text", "read_blob",
    "parquet_scan", "glob", "sqlite_scan", "postgres_scan", "mysql_scan", "query", "query_table",
})  # fmt: skip


class WrongStatement(ValueError):
    """Why it is not asked: a code, and what it is about."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


def parsed(sql: str, dialect: str) -> exp.Query:
    """The statement, when it is one SELECT that only reads. Raises WrongStatement."""
    if len(sql) > LONGEST:
        raise WrongStatement("sql_too_long")
    try:
        found = [one for one in sqlglot.parse(sql, read=dialect) if one is not None]
    except (SqlglotError, RecursionError) as error:
        raise WrongStatement("sql_unreadable", str(error).splitlines()[0][:200]) from error
    if len(found) != 1:
        raise WrongStatement("sql_one_statement")
    (statement,) = found
    if not isinstance(statement, exp.Query):
        raise WrongStatement("sql_only_select")
    for node in statement.walk():
        if isinstance(node, WRITES):
            raise WrongStatement("sql_only_select", node.key.upper())
        if isinstance(node, exp.Func) and _name(node) in FORBIDDEN:
            raise WrongStatement("sql_forbidden_function", _name(node))
    return statement


def _name(node: exp.Func) -> str:
    name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
    return name.lower()


def narrowed(
    statement: exp.Query, dialect: str, *, cursor: str = "", after: Any = None, most: int | None
) -> str:
    """The question with what is new since the last time only, in the order of its cursor.

    `most` is None for all of it.
    """
    rows = exp.select("*").from_(statement.subquery("senro_rows"))
    if cursor:
        place = exp.column(exp.to_identifier(cursor, quoted=True), table="senro_rows")
        if after is not None:
            rows = rows.where(place >= literal(after, dialect))
        rows = rows.order_by(place)
    return (rows if most is None else rows.limit(most)).sql(dialect)


def literal(told: dict[str, Any], dialect: str) -> exp.Expression:
    """A value that was kept as `{"type", "value"}`, for a comparison."""
    value = str(told["value"])
    if dialect == "mysql" and told["type"] in ("datetime", "instant"):
        # It has no instants with an offset (the session is in UTC), and would round to seconds.
        at = datetime.fromisoformat(value)
        at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
        return exp.cast(exp.Literal.string(at.isoformat(" ")), MICROSECONDS)
    if told["type"] == "number":
        return exp.Literal.number(value)
    text = exp.Literal.string(value)
    types = {"date": "date", "datetime": "timestamp", "instant": "timestamptz"}
    return exp.cast(text, types[told["type"]]) if told["type"] in types else text
