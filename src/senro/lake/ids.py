"""Which ids are in a table already, without reading it again each time.

A file never changes, so eight bytes of each of its ids are kept in memory for as long as it is part of
the table; only a file that may have an asked id is opened. A process that begins knows nothing yet and
reads the ids of each file once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.backends.duckdb import Backend

from .reading import engine, select_of
from .schema import LakeTable
from .tables import folder, opened

_lock = threading.Lock()
# Of each file that is part of its table: a digest of the id of each row.
_seen: dict[str, pa.Array] = {}


def find(
    table: LakeTable, ids: Sequence[str], columns: Iterable[str], since: datetime | None = None
) -> pa.Table:
    """These columns of the rows with these ids, `since`: of those received from then on."""
    backend = engine()
    asked = pa.table({table.identity: pa.array(ids, pa.string())})
    with _lock:
        files = _may_have(table, _digests(backend, asked, table), since)
    rows = backend.sql(select_of(table, files))
    if since is not None:
        rows = rows.filter(rows.recorded_at >= since)
    rows = rows.semi_join(ibis.memtable(asked), table.identity)
    return backend.to_pyarrow(rows.select(*columns))


def _may_have(table: LakeTable, asked: pa.Array, since: datetime | None) -> list[str]:
    """The files in which one of these is, or one that looks like it."""
    living = _files(table)
    home = f"{folder(table)}/"
    for gone in [path for path in _seen if path.startswith(home) and path not in living]:
        del _seen[gone]
    found = []
    for path, newest in living.items():
        if since is not None and newest is not None and newest < since:
            continue
        if path not in _seen:
            _seen[path] = _digests_of(path, table)
        # With one value it is a plain comparison, with many a set of them.
        if pc.any(pc.is_in(_seen[path], value_set=asked)).as_py():
            found.append(path)
    return found


def _files(table: LakeTable) -> dict[str, Any]:
    """{path: when the newest of its rows was received; None if the log does not say}."""
    actions = pa.table(opened(table).get_add_actions(flatten=True))
    paths = [str(Path(folder(table)) / unquote(path)) for path in actions["path"].to_pylist()]
    if "max.recorded_at" not in actions.column_names:
        return dict.fromkeys(paths)
    return dict(zip(paths, actions["max.recorded_at"].to_pylist(), strict=True))


def _digests_of(path: str, table: LakeTable) -> pa.Array:
    import pyarrow.parquet as pq

    ids = pq.read_table(path, columns=[table.identity], partitioning=None)
    return _digests(engine(), ids, table)


def _digests(backend: Backend, ids: pa.Table, table: LakeTable) -> pa.Array:
    rows = ibis.memtable(ids)
    found = backend.to_pyarrow(rows.select(digest=rows[table.identity].hash()))
    return found["digest"].combine_chunks()
