"""Files of events and daily sums: into the intake's inbox, piece by piece, each durable.

Cut short, the same file again is enough: what came in already counts once.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.usage.actions import note_import

from .engine.entries import entries
from .engine.run import Progress, apply, pieces
from .engine.tally import ImportResult, Tally, result_of

CHUNK = 10_000


def into_the_inbox(
    tally: Tally, name: str, *, by: Actor, at: datetime, progress: Progress
) -> ImportResult:
    """Take in all rows of a source; one fact tells of the file."""
    for _piece in by_pieces(tally, name, by=by, at=at, progress=progress):
        pass
    return result_of(tally)


def by_pieces(
    tally: Tally, name: str, *, by: Actor, at: datetime, progress: Progress
) -> Generator[int]:
    """The same, stopping after each piece: whoever asks for the next one goes on."""
    cause, source = uuid7(), tally.source
    recorded_at = at if source.options.history else None
    for piece in pieces(entries(source), CHUNK):
        apply(tally, piece, by=by, at=at, cause=cause, recorded_at=recorded_at)
        progress(tally.read, None)
        yield len(piece)
    tally.close()
    kind = source.kind.code
    note_import(kind=kind, name=name, read=tally.read, taken=tally.created, by=by, at=at)
