"""Opening and appending: Delta through delta-rs, in the lake's folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError
from django.conf import settings

from .schema import LakeTable

WRITING = WriterProperties(compression="ZSTD", max_row_group_size=128 * 1024)
# What `append` is told to do twice is done once: the second finds this mark.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 30 days",
    "delta.deletedFileRetentionDuration": "interval 1 hours",
    "delta.checkpointInterval": "50",
}


class WrittenMeanwhile(RuntimeError):
    """Another writer of the same name committed first: read again what there is, and decide anew."""


def folder(table: LakeTable) -> Path:
    """Where a table lies."""
    return Path(settings.LAKE_DIR) / table.name


def opened(table: LakeTable) -> DeltaTable:
    """The table as it is now; made, empty, at the first use."""
    place = folder(table)
    try:
        return DeltaTable(place)
    except TableNotFoundError:
        place.mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(
            place,
            schema=table.schema,
            mode="ignore",
            partition_by=["day"],
            name=table.name,
            description=table.says,
            configuration=CONFIGURATION,
        )


def turn_of(table: LakeTable, writer: str) -> int:
    """How many appends a named writer has made: what it must say to make the next one."""
    return opened(table).transaction_version(writer) or 0


def append(table: LakeTable, rows: pa.Table, *, writer: str, turn: int) -> int:
    """Add rows, all of them or none, on the disk when this returns. The table's new version.

    `turn` is what `turn_of` said before the writer looked at what is there. If another process
    under the same name has appended since, nothing is written and WrittenMeanwhile is raised.
    """
    delta = opened(table)
    if (delta.transaction_version(writer) or 0) != turn:
        raise WrittenMeanwhile(writer)
    rows = rows.select(table.schema.names).cast(table.schema)
    rows = rows.sort_by([(name, "ascending") for name in ("day", *table.order)])
    try:
        write_deltalake(
            delta,
            rows,
            mode="append",
            writer_properties=WRITING,
            commit_properties=CommitProperties(app_transactions=[Transaction(writer, turn + 1)]),
        )
    except CommitFailedError as error:
        raise WrittenMeanwhile(writer) from error
    flush(table, delta.version())
    return delta.version()


def flush(table: LakeTable, version: int) -> None:
    """Push what a commit wrote through to the disk: the writer itself leaves it to the system."""
    place = folder(table)
    log = place / "_delta_log" / f"{version:020}.json"
    files = [log]
    for line in log.read_text().splitlines():
        added = json.loads(line).get("add")
        if added:
            files.append(place / unquote(added["path"]))
    for path in (*files, *{path.parent for path in files}, place):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
