"""Writes the archive, one row after the other, as the database stands at one moment."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Cast, Collate

from senro.kernel.access import require
from senro.kernel.fact_reader import settled_cursors
from senro.kernel.file_store import path_of
from senro.kernel.models import File
from senro.kernel.rules.access import Actor

from .cells import Cell, json_bytes, kept_as_text, to_csv, to_json
from .tables import ArchiveTable, archive_tables

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 5_000
PIECE = 1024 * 1024
# Every member has the same time, so that equal contents are equal files.
NO_TIME = (1980, 1, 1, 0, 0, 0)
Progress = Callable[[int, "int | None"], None]


def write_archive(
    path: Path, *, by: Actor, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Write everything to this path, whole or not at all; the manifest. Only for administrators."""
    require(by, "settings.change")
    path = path.absolute()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                manifest = _write(archive, progress)
            target.flush()
            os.fsync(target.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return manifest


def _write(archive: zipfile.ZipFile, progress: Progress) -> dict[str, Any]:
    tables = archive_tables()
    written: dict[str, Any] = {}
    with one_moment():
        for done, name in enumerate(sorted(tables)):
            progress(done, len(tables))
            written[name] = _table(archive, tables[name])
        digests = sorted(set(File.objects.values_list("sha256", flat=True)))
    progress(len(tables), len(tables))
    files = {digest: _file(archive, digest) for digest in digests}
    manifest = {
        "format": FORMAT,
        "senro": version("senro"),
        "migrations": known_migrations(),
        "tables": written,
        "files": {digest: found for digest, found in files.items() if found is not None},
        "files_missing": [digest for digest, found in files.items() if found is None],
    }
    with _member(archive, MANIFEST) as member:
        member.write(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return manifest


def known_migrations() -> list[str]:
    """Our migrations: what the columns of the tables are."""
    loader = MigrationLoader(None)
    ours = (
        key for key, one in loader.disk_migrations.items() if one.__module__.startswith("senro.")
    )
    return sorted(f"{app}.{name}" for app, name in ours)


@contextmanager
def one_moment() -> Iterator[None]:
    """Reads inside see the database as it is now, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        connection.ensure_connection()
        # Django's own transactions would ask for SQLite's one write lock.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _table(archive: zipfile.ZipFile, table: ArchiveTable) -> dict[str, Any]:
    counted = _Counted()
    with _member(archive, table.file) as member:
        counted.target = member
        write = _lines if table.file.endswith(".jsonl") else _csv
        number = write(counted, table)
    return {
        "file": table.file,
        "columns": list(table.columns),
        "rows": number,
        "bytes": counted.size,
        "sha256": counted.digest.hexdigest(),
    }


def _rows(table: ArchiveTable, texts: Collection[str]) -> Iterable[tuple[Any, ...]]:
    """All of a table; of some columns the text that the database keeps."""
    key = table.model._meta.pk
    assert key is not None
    order: Any = key.attname
    if isinstance(key, models.CharField) and connection.vendor == "postgresql":
        # As SQLite orders text: by its signs, not by a language.
        order = Collate(key.attname, "C")
    kept = {f"kept_{name}": Cast(name, models.TextField()) for name in texts}
    columns = (f"kept_{name}" if name in texts else name for name in table.columns)
    rows = table.model._base_manager.order_by(order).annotate(**kept).values_list(*columns)
    return rows.iterator(CHUNK)


def _rows_and_cells(
    table: ArchiveTable, cell_of: Callable[[Any], Cell | None], *, lines: bool
) -> tuple[Iterable[tuple[Any, ...]], list[Cell | None]]:
    """Rows, and how each of their values is written."""
    cells = [cell_of(field) for field in table.fields]
    if table.name == "kernel.cursor":
        return settled_cursors(), cells
    kept = [kept_as_text(field, lines=lines) for field in table.fields]
    texts = {name for name, cell in zip(table.columns, kept, strict=True) if cell}
    return _rows(table, texts), [mine or cell for mine, cell in zip(kept, cells, strict=True)]


def _csv(target: _Counted, table: ArchiveTable) -> int:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)  # type: ignore[type-var]
    writer = csv.writer(text)
    writer.writerow(table.columns)
    rows, cells = _rows_and_cells(table, to_csv, lines=False)
    number = 0
    for row in rows:
        writer.writerow(
            [
                "" if value is None or cell is None else cell(value)
                for cell, value in zip(cells, row, strict=True)
            ]
        )
        number += 1
    text.flush()
    text.detach()
    return number


def _lines(target: _Counted, table: ArchiveTable) -> int:
    names = table.columns
    rows, cells = _rows_and_cells(table, to_json, lines=True)
    number = 0
    for row in rows:
        values = [
            value if cell is None or value is None else cell(value)
            for cell, value in zip(cells, row, strict=True)
        ]
        target.write(json_bytes(dict(zip(names, values, strict=True))) + b"\n")
        number += 1
    return number


def _file(archive: zipfile.ZipFile, digest: str) -> dict[str, int] | None:
    """The bytes of a stored file; None when they are not there (`senro doctor` says so)."""
    try:
        source = path_of(digest).open("rb")
    except FileNotFoundError:
        return None
    size = 0
    with source, _member(archive, f"files/{digest[:2]}/{digest}") as member:
        while piece := source.read(PIECE):
            size += len(piece)
            member.write(piece)
    return {"bytes": size}


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    member = zipfile.ZipInfo(name, NO_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return archive.open(member, "w", force_zip64=True)


class _Counted(io.RawIOBase):
    """Writes through while noting size and SHA-256."""

    def __init__(self) -> None:
        self.target: IO[bytes] | None = None
        self.digest, self.size = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        assert self.target is not None
        self.digest.update(data)
        self.target.write(data)
        self.size += len(data)
        return len(data)
