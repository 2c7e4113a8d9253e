"""A file of events from its first row into the inbox, with a run that the list of imports shows."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from senro.kernel.rules.access import Actor

from .actions.taking import finish_taking
from .engine.run import Progress, no_progress
from .engine.source import Options, understand
from .engine.tally import ImportResult, Tally, result_of
from .importing import cleared, rejects_path
from .inbox import by_pieces
from .models import Import


def take_in(
    row: Import,
    path: Path,
    options: Options,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = no_progress,
) -> ImportResult:
    """Take in a file for a run that was begun. Cut short, the same again: what is in counts once.

    Raises CannotImport when the file as a whole is refused.
    """
    pieces = taking_in(row, path, options, by=by, at=at, progress=progress)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: ImportResult = end.value
            return result


def taking_in(
    row: Import,
    path: Path,
    options: Options,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = no_progress,
) -> Generator[int, None, ImportResult]:
    """The same piece by piece; whoever asks for the next one goes on. Given up, nothing is lost."""
    source = understand(path, row.kind, options, row.file_name)
    tally = Tally(source, rejects_path(row.file_name, None))
    with cleared(tally):
        yield from by_pieces(tally, row.file_name, by=by, at=at, progress=progress)
        finish_taking(import_row=row, tally=tally, by=by, at=at)
    return result_of(tally, import_id=row.pk)
