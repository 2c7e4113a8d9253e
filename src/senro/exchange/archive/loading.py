"""Puts an archive into empty tables, in one transaction. No verb runs and no fact is left."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from senro.kernel.rows_writer import insert_rows

from .packing import known_migrations
from .reading import Archive, ArchiveRefused, newer
from .tables import ArchiveTable, archive_tables

CHUNK = 5_000
Progress = Callable[[int, "int | None"], None]


def load_archive(
    archive: Archive,
    *,
    make_tables: Callable[[], None],
    before_commit: Callable[[], None] = lambda: None,
    progress: Progress = lambda done, total: None,
) -> None:
    """Take in every row, ids and facts included. Raises ArchiveRefused; then nothing is left of it.

    `make_tables` brings the database to this release. The rows of an earlier release go into tables
    as that had them, and are migrated with them.
    """
    older = set(archive.manifest["migrations"]) != set(known_migrations())
    if older:
        tables = archive_tables(_tables_of(archive))
    else:
        make_tables()
        tables = archive_tables()
    if not archive.tables.keys() <= tables.keys():
        raise newer()
    _must_be_empty(tables)
    try:
        with transaction.atomic():
            for done, name in enumerate(archive.tables):
                progress(done, len(archive.tables))
                _load(archive, tables[name])
            _count_on(tables)
            before_commit()
    except (IntegrityError, DataError) as error:
        words = _("The archive does not fit together: %(why)s")
        raise ArchiveRefused(words % {"why": str(error).strip().splitlines()[0]}) from error
    if older:
        make_tables()


def _tables_of(archive: Archive) -> Any:
    """Make the tables that the archive was written from; their models."""
    executor = MigrationExecutor(connection)
    targets = [tuple(name.split(".", 1)) for name in archive.manifest["migrations"]]
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def _must_be_empty(tables: dict[str, ArchiveTable]) -> None:
    for name, table in tables.items():
        # Readers of facts are made with the tables; where they stand comes from the archive.
        if name == "kernel.cursor":
            table.model._base_manager.all().delete()
        elif table.model._base_manager.exists():
            raise ArchiveRefused(_("The database is not empty."))


def _load(archive: Archive, table: ArchiveTable) -> None:
    rows = archive.rows(table)
    while part := list(islice(rows, CHUNK)):
        for name, value in table.blanked.items():
            for row in part:
                row[name] = value(row)
        insert_rows(table.model, part)


def _count_on(tables: dict[str, ArchiveTable]) -> None:
    """Numbers that the database hands out go on after the last."""
    models = [table.model for table in tables.values()]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
