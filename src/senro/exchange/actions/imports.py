"""Importing files: receive, map, begin, commit. The rows themselves go through their domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.kernel import jobs
from senro.kernel.access import require
from senro.kernel.errors import Conflict
from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..engine.entries import Entry
from ..engine.keeping import keep_file, note
from ..engine.run import Progress, apply, no_progress, piece_of, pieces
from ..engine.source import kind_of_import
from ..engine.tally import Tally
from ..models import Import

# More than anybody reads on a page; the rejects file has them all.
KEPT_REJECTS = 1_000
# What is only of use until the import is done.
_PASSING = frozenset({"preview", "progress", "total"})


class NotOpen(Conflict):
    """The import has been committed already, or is being."""

    code = "import_not_open"
    message = _("This import is running or done. Begin a new one.")


@verb("exchange.import.uploaded", _("File for an import uploaded"), permission="import.run")
def receive_import(
    change: Change,
    *,
    kind: str,
    stream: IO[bytes],
    file_name: str,
    by: Actor,
    at: datetime,
) -> Import:
    """Keep a file that is to be imported. Raises CannotImport for an unknown kind, TooLarge."""
    require(by, "import.run")
    row = Import(kind=kind_of_import(kind).code)
    row.file = keep_file(change, stream, file_name, row)
    row.file_name = row.file.name
    change.create(row)
    change.subject(row)
    return row


@verb("exchange.import.mapped", _("Columns of an import mapped"), permission="import.run")
def map_import(
    change: Change,
    *,
    import_row: Import,
    mapping: Mapping[str, str | None],
    options: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Import:
    """Say which column is which field, how the file is to be read, and what that would do."""
    require(by, "import.run")
    row = _open(import_row)
    change.update(row, mapping=dict(mapping), state="previewed", failure="")
    change.subject(row)
    return note(row, options={**row.options, **options})


@verb("exchange.import.started", _("Import started"), permission="import.run", undo=False)
def start_import(
    change: Change, *, import_row: Import, by: Actor, at: datetime, in_worker: bool = True
) -> Import:
    """Begin an import, in the worker or here. Started twice it is started once."""
    require(by, "import.run")
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state == "running":
        return row
    row = _open(row)
    run = {"fact": str(uuid7()), "at": at.isoformat(), "by": str(by.person_id or "")}
    change.update(row, state="running")
    change.subject(row)
    note(row, options={**row.options, **run}, rejects=[])
    if in_worker:
        jobs.ask("senro.exchange.work.apply_import", str(row.pk))
    return row


@verb("exchange.import.failed", _("Import failed"), permission="import.run", undo=False)
def fail_import(change: Change, *, import_row: Import, why: str, by: Actor, at: datetime) -> Import:
    """Note that a file could not be read after all; nothing of it was written."""
    require(by, "import.run")
    change.update(import_row, state="failed", failure=why)
    change.subject(import_row)
    return import_row


@verb("exchange.import.committed", _("Imported"), permission="import.run", undo=False)
def commit_import(
    change: Change,
    *,
    tally: Tally,
    found: Sequence[Entry],
    by: Actor,
    at: datetime,
    import_row: Import | None = None,
    input_path: Path | None = None,
    file_name: str = "",
    progress: Progress = no_progress,
) -> Import:
    """Write rows that were read, or close an import whose rows were written in pieces before.

    `found` are the rows still to be written, all in this transaction. Each changed row leaves its
    own fact, caused by this one.
    """
    require(by, "import.run")
    row = _claimed(import_row) or Import(kind=tally.source.kind.code, file_name=file_name)
    if row.options.get("fact"):
        # The rows of earlier pieces have named this fact as their cause.
        change.id = UUID(row.options["fact"])
    recorded_at = at if tally.source.options.history else None
    total = tally.read + len(found)
    for piece in pieces(found, piece_of(tally)):
        apply(tally, piece, by=by, at=at, cause=change.id, recorded_at=recorded_at)
        progress(tally.read, total)
    tally.close()
    if input_path is not None:
        with input_path.open("rb") as stream:
            row.file = keep_file(change, stream, file_name, row)
    _settle(change, row, tally, new=import_row is None)
    return row


def _claimed(import_row: Import | None) -> Import | None:
    """The row, locked; refused when another process has finished it meanwhile."""
    if import_row is None:
        return None
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state not in {"running", "previewed", "uploaded"}:
        raise NotOpen()
    return row


def _open(import_row: Import) -> Import:
    row = Import.objects.living().select_for_update().get(pk=import_row.pk)
    if row.state not in {"uploaded", "previewed", "failed"}:
        raise NotOpen()
    return row


def _settle(change: Change, row: Import, tally: Tally, *, new: bool) -> None:
    values: dict[str, Any] = {
        "state": "committed",
        "encoding": tally.source.table.encoding,
        "delimiter": tally.source.table.delimiter or "",
        "mapping": dict(tally.source.columns),
        **tally.counts(),
        "failure": "",
        "committed_at": change.at,
    }
    if tally.refused and tally.rejects_path is not None:
        with tally.rejects_path.open("rb") as stream:
            values["rejects_file"] = keep_file(change, stream, tally.rejects_path.name, row)
    if new:
        for name, value in values.items():
            setattr(row, name, value)
        change.create(row)
    else:
        change.update(row, **values)
    options = {name: value for name, value in row.options.items() if name not in _PASSING}
    note(
        row,
        options={**options, "fact": str(change.id)},
        rejects=tally.rejects[:KEPT_REJECTS],
    )
    change.subject(row)
    change.evidence = {"kind": row.kind, "file_name": row.file_name, **tally.counts()}
