"""Reading: a table of the lake as an Ibis table in an in-process DuckDB.

The engine gets the list of Parquet files that Delta says are living, so nothing is downloaded and
filters reach the files. An expression that is made of the returned table stays valid until the
files under it are vacuumed; make it, run it, let it go.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from .schema import EVENTS, USAGE, LakeTable
from .tables import folder, opened

_local = threading.local()
_numbers = count()
# What rows at hand are called in SQL, and the SQL of questions about them.
AT_HAND, MOST_ASKED = "at_hand", 200
_asked: dict[Hashable, list[tuple[str, pa.Schema]]] = {}
# How many versions of a table a thread may be reading at once.
KEPT = 4


def engine() -> Backend:
    """This thread's engine. Records are handed to it as Arrow: `ibis.memtable(arrow_table)`."""
    found: Backend | None = getattr(_local, "engine", None)
    if found is None:
        found = ibis.duckdb.connect(":memory:")
        for name, value in (
            ("TimeZone", "'UTC'"),
            ("autoinstall_known_extensions", "false"),
            ("parquet_metadata_cache", "true"),
            ("memory_limit", "'1500MB'"),
        ):
            found.raw_sql(f"SET {name} = {value}")
        _local.engine = found
        _local.views = {}
    return found


def table(which: LakeTable) -> ir.Table:
    """A table of the lake as it is now, with the columns of its schema."""
    delta = opened(which)
    made = (str(folder(which)), delta.version())
    backend = engine()
    views: dict[tuple[str, int], ir.Table] = _local.views
    if made not in views:
        name = f"{which.name}_{next(_numbers)}"
        backend.raw_sql(f"CREATE OR REPLACE VIEW {name} AS {select_of(which, delta.file_uris())}")
        # The columns are asked for once: the engine looks into every file for them.
        views[made] = backend.table(name)
        for old in list(views)[: -KEPT * 2]:
            backend.raw_sql(f"DROP VIEW IF EXISTS {views.pop(old).get_name()}")
    return views[made]


def events() -> ir.Table:
    """Every event, unmapped ones included (their `account` is null). Columns: `schema.EVENTS`."""
    return table(EVENTS)


def usage() -> ir.Table:
    """Daily sums, of the latest batch that spoke of an account, day and feature."""
    rows = table(USAGE)
    key = [rows.account, rows.day, rows.feature]
    latest = ibis.window(group_by=key)
    rows = rows.mutate(newest=rows.recorded_at.max().over(latest))
    return rows.filter(rows.recorded_at == rows.newest).drop("newest")


def fetch(expression: ir.Table) -> pa.Table:
    """Run an expression; the answer as Arrow."""
    return engine().to_pyarrow(expression)


def answers(
    key: Hashable, rows: pa.Table, ask: Callable[[ir.Table], Iterable[ir.Table]]
) -> list[pa.Table]:
    """Answers to questions about rows at hand, in their order.

    `key` names the questions: their SQL is made once, which takes several times as long as asking.
    """
    place = (key, str(rows.schema))
    asked = _asked.get(place)
    if asked is None:
        table = ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=AT_HAND)
        asked = [(engine().compile(one), one.schema().to_pyarrow()) for one in ask(table)]
        if len(_asked) >= MOST_ASKED:
            _asked.clear()
        _asked[place] = asked
    connection = engine().con
    connection.register(AT_HAND, rows)
    try:
        return [connection.sql(sql).to_arrow_table().cast(schema) for sql, schema in asked]
    finally:
        connection.unregister(AT_HAND)


def warm() -> None:
    """Load what the first question of a process loads: seconds, and nobody's who asks."""
    fetch(ibis.memtable({"n": [0]}).count().as_table())


def select_of(which: LakeTable, files: list[str]) -> str:
    """The rows of these files of a table, in its columns, as SQL."""
    columns = ", ".join(
        f'CAST("{field.name}" AS {_sql_type(field.type)}) AS "{field.name}"'
        for field in which.schema
    )
    if not files:
        nothing = ", ".join(
            f'CAST(NULL AS {_sql_type(field.type)}) AS "{field.name}"' for field in which.schema
        )
        return f"SELECT {nothing} WHERE false"
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in sorted(files))
    return (
        f"SELECT {columns} FROM read_parquet([{listed}], union_by_name = true,"
        " hive_partitioning = true, hive_types = {'day': DATE})"
    )


def _sql_type(kind: pa.DataType) -> Any:
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ"
    if pa.types.is_date(kind):
        return "DATE"
    return "BIGINT" if pa.types.is_integer(kind) else "VARCHAR"
