"""Opening and appending: Delta through delta-rs, in the lake's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError
from django.conf import settings

from .schema import TABLES, LakeTable

WRITING = WriterProperties(compression="ZSTD", max_row_group_size=128 * 1024)
CONFIGURATION = {
    # A commit a second is possible: the log of a day would be a hundred thousand files.
    "delta.logRetentionDuration": "interval 6 hours",
    "delta.deletedFileRetentionDuration": "interval 1 hours",
    "delta.checkpointInterval": "50",
    # The log keeps the least and greatest value of these: no ids of persons among them.
    "delta.dataSkippingStatsColumns": "event_id,row_id,account,at,recorded_at,batch",
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
            configuration=_configuration(table),
        )


def _configuration(table: LakeTable) -> dict[str, str]:
    listed = CONFIGURATION["delta.dataSkippingStatsColumns"].split(",")
    columns = ",".join(name for name in listed if name in table.schema.names)
    return {**CONFIGURATION, "delta.dataSkippingStatsColumns": columns}


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


def files() -> Iterator[tuple[str, Path]]:
    """(name below the lake, path) of every file of the tables as they are now, for a backup."""
    home = Path(settings.LAKE_DIR)
    for table in TABLES.values():
        if not (folder(table) / "_delta_log").exists():
            continue
        delta = opened(table)
        # The data first: what a later commit replaces lies there for an hour more.
        for uri in delta.file_uris():
            path = Path(uri)
            yield path.relative_to(home).as_posix(), path
        for path in sorted((folder(table) / "_delta_log").glob("*.*")):
            if (
                path.stem.split(".")[0].isdigit()
                and int(path.stem.split(".")[0]) <= delta.version()
            ):
                yield path.relative_to(home).as_posix(), path


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
