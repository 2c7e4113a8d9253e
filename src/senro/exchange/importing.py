"""Importing a file from end to end: read first, then written in one transaction or in pieces.

Up to 50,000 rows are one transaction: a crash leaves nothing of it. More are written in pieces of
10,000, each with a note of how far it came, and whoever finds the import unfinished goes on there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from senro.kernel.access import require
from senro.kernel.file_store import path_of
from senro.kernel.models import Person, uuid7
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import SYSTEM, Actor

from .actions.imports import (
    NotOpen,
    commit_import,
    fail_import,
    map_import,
    receive_import,
    start_import,
)
from .engine.entries import Entry, entries
from .engine.looks import Looks
from .engine.run import ONE_TRANSACTION, PIECE, Progress, apply, no_progress, piece_of, pieces
from .engine.source import CannotImport, Options, Source, understand
from .engine.tally import ImportResult, Tally, result_of
from .inbox import into_the_inbox
from .models import Import
from .rules.kinds import BULK

CHUNK = 10_000
# An import that has not moved for so long has lost its process.
ABANDONED = timedelta(minutes=5)


class _Back(Exception):
    """Nothing of a dry run stays."""


def import_file(
    *,
    kind: str,
    path: str | Path,
    by: Actor,
    at: datetime,
    file_name: str = "",
    mapping: Mapping[str, str | None] | None = None,
    encoding: str = "auto",
    options: Options | None = None,
    history: bool = False,
    rejects: str | Path | None = None,
    progress: Progress = no_progress,
) -> ImportResult:
    """Import a file. Bad rows are refused with their reasons, the good ones go in.

    Raises CannotImport when the file as a whole is refused, Forbidden for the wrong role.
    """
    require(by, "import.run")
    path, options = Path(path), options or Options(mapping, encoding, history=history)
    name = file_name or path.name
    source = understand(path, kind, options, name)
    tally = Tally(source, rejects_path(name, rejects))
    if source.kind.code in BULK:
        with cleared(tally):
            return into_the_inbox(tally, name, by=by, at=at, progress=progress)
    found = list(islice(entries(source), ONE_TRANSACTION + 1))
    if len(found) > ONE_TRANSACTION:
        return _import_in_pieces(path, name, source, by, at, rejects, progress)
    with cleared(tally):
        row = commit_import(
            tally=tally, found=found, input_path=path, file_name=name,
            by=by, at=at, progress=progress,
        )  # fmt: skip
    return result_of(tally, import_id=row.pk)


def preview_file(
    *,
    kind: str,
    path: str | Path,
    by: Actor,
    at: datetime,
    file_name: str = "",
    mapping: Mapping[str, str | None] | None = None,
    encoding: str = "auto",
    options: Options | None = None,
    rejects: str | Path | None = None,
    looks: Looks | None = None,
    most_rows: int | None = None,
    progress: Progress = no_progress,
) -> ImportResult:
    """What importing the file would do: the same numbers, and nothing of it stays."""
    require(by, "import.run")
    path, options = Path(path), options or Options(mapping, encoding)
    name = file_name or path.name
    source = understand(path, kind, options, name, most_rows=most_rows)
    tally = Tally(source, rejects_path(name, rejects))
    size = ONE_TRANSACTION if most_rows is None else min(most_rows, ONE_TRANSACTION)
    for part in pieces(islice(entries(source), most_rows), size):
        if looks is not None:
            looks.see(source, part)
        with suppress(_Back), transaction.atomic():
            for piece in pieces(part, piece_of(tally)):
                apply(tally, piece, by=by, at=at, cause=uuid7(), recorded_at=None)
                progress(tally.read, None)
            raise _Back
    tally.close()
    return result_of(tally, dry_run=True)


def _import_in_pieces(
    path: Path,
    name: str,
    source: Source,
    by: Actor,
    at: datetime,
    rejects: str | Path | None,
    progress: Progress,
) -> ImportResult:
    """Stage the file, or find it staged by a run that was cut short, and write it."""
    row = _cut_short(path, source.kind.code)
    if row is None:
        with path.open("rb") as stream:
            row = receive_import(kind=source.kind.code, stream=stream, file_name=name, by=by, at=at)
        row = map_import(
            import_row=row, mapping=source.columns, options=_kept(source.options), by=by, at=at
        )
        row = start_import(import_row=row, by=by, at=at, in_worker=False)
    return run_import(row, rejects=rejects, progress=progress)


def _cut_short(path: Path, kind: str) -> Import | None:
    import hashlib

    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    unfinished = Import.objects.living().filter(state="running", kind=kind, file__sha256=digest)
    return unfinished.select_related("file").first()


def _kept(options: Options) -> dict[str, Any]:
    return {
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "sheet": options.sheet,
        "history": options.history,
    }


def options_of(row: Import) -> Options:
    """How a stored import is to be read."""
    return Options(
        row.mapping or None,
        row.options.get("encoding") or "auto",
        row.options.get("delimiter"),
        row.options.get("sheet"),
        bool(row.options.get("history")),
    )


def stored_path(row: Import) -> Path:
    """Where the bytes of a stored import lie."""
    assert row.file is not None
    return path_of(row.file.sha256)


def run_import(
    row: Import, *, rejects: str | Path | None = None, progress: Progress = no_progress
) -> ImportResult:
    """Write a started import, from where an earlier run of it was cut short."""
    by, at = _actor(row), datetime.fromisoformat(row.options["at"])
    try:
        source = understand(stored_path(row), row.kind, options_of(row), row.file_name)
        tally = Tally(source, rejects_path(row.file_name, rejects))
        with cleared(tally):
            rest = _all_but_the_last(row, tally, by, at, progress)
            commit_import(tally=tally, found=rest, import_row=row, by=by, at=at, progress=progress)
    except CannotImport as error:
        fail_import(import_row=row, why=str(error.message), by=by, at=at)
        raise
    return result_of(tally, import_id=row.pk)


def _all_but_the_last(
    row: Import, tally: Tally, by: Actor, at: datetime, progress: Progress
) -> list[Entry]:
    """Write pieces for good while more than one transaction's worth is left; give back the rest."""
    reading = entries(tally.source)
    found = list(islice(reading, ONE_TRANSACTION + 1))
    if len(found) <= ONE_TRANSACTION and "progress" not in row.options:
        return found
    total = _counted(row, tally)
    for piece in pieces(_chained(found, reading), max(CHUNK, _together(tally))):
        _write_piece(row, tally, piece, by, at)
        progress(tally.read, total)
    return []


def _counted(row: Import, tally: Tally) -> int:
    """How many rows the file has, for whoever watches; counted once and noted."""
    if "total" not in row.options:
        row.options["total"] = sum(1 for _row in tally.source.table.rows())
        with transaction.atomic():
            there = Import.objects.select_for_update().get(pk=row.pk)
            options = {**there.options, "total": row.options["total"]}
            Import.objects.filter(pk=row.pk).update(options=options, updated_at=Now())
    return int(row.options["total"])


def _chained(first: list[Entry], rest: Iterator[Entry]) -> Iterator[Entry]:
    yield from first
    yield from rest


def _together(tally: Tally) -> int:
    size = piece_of(tally)
    return size if size > PIECE else 0


def _write_piece(row: Import, tally: Tally, piece: list[Entry], by: Actor, at: datetime) -> None:
    """One piece and the note that it is written, or neither. A piece already written is counted."""
    recorded_at = at if tally.source.options.history else None
    with transaction.atomic():
        there = Import.objects.select_for_update().get(pk=row.pk)
        if there.state != "running":
            raise NotOpen()
        done = there.options.get("progress")
        if done and piece[-1].row <= done["row"]:
            tally.recall(piece, there.rejects, done if piece[-1].row == done["row"] else None)
            return
        if done and done["row"] >= piece[0].row:
            raise NotOpen()
        cause = UUID(there.options["fact"])
        apply(tally, piece, by=by, at=at, cause=cause, recorded_at=recorded_at)
        note = {"row": piece[-1].row, **tally.counts()}
        Import.objects.filter(pk=row.pk).update(
            options={**there.options, "progress": note},
            rejects=tally.rejects,
            updated_at=Now(),
            **tally.counts(),
        )


def resume_imports() -> int:
    """Finish imports whose process is gone. How many were finished."""
    lost = Import.objects.living().filter(state="running", updated_at__lt=Now() - ABANDONED)
    # What a watched folder brought is gone on with from there.
    lost = lost.filter(file__isnull=False)
    finished = 0
    for row in lost.select_related("file"):
        with suppress(NotOpen, CannotImport):
            run_import(row)
            finished += 1
    return finished


def _actor(row: Import) -> Actor:
    person = row.options.get("by")
    if not person:
        return SYSTEM
    at = datetime.fromisoformat(row.options["at"])
    return actor_of(Person.objects.get(pk=person), at=at)


def rejects_path(name: str, told: str | Path | None) -> Path:
    """Where refused rows go: a file of their own, named after the input."""
    if told is not None:
        return Path(told).absolute()
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem, suffix = Path(name).stem[:80] or "import", Path(name).suffix.lower()
    suffix = suffix if suffix in {".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json"} else ".csv"
    return folder / f"{stem}-{uuid7().hex[-8:]}.rejects{suffix}"


@contextmanager
def cleared(tally: Tally) -> Iterator[None]:
    """A rejects file is left only by an import that stands."""
    try:
        yield
    except BaseException:
        tally.close()
        if tally.rejects_path is not None:
            tally.rejects_path.unlink(missing_ok=True)
        raise
