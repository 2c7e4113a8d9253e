"""The rows of a source through its domain, in pieces, with what became of them counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from senro.kernel.rules.access import Actor

from ..rules.mapping import codes_in
from .entries import Entry
from .tally import Tally
from .targets import SELF_REFERRING, write_rows

PIECE = 5_000
# An import of at most so many rows is one transaction.
ONE_TRANSACTION = 50_000
Progress = Callable[[int, int | None], None]


def no_progress(done: int, total: int | None) -> None:
    """Nobody watches."""


def piece_of(tally: Tally) -> int:
    """How many rows may be written at once: all, where one may refer to another further down."""
    refers = SELF_REFERRING.get(tally.source.kind.code)
    return ONE_TRANSACTION if refers in codes_in(tally.source.columns) else PIECE


def pieces(found: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Rows in pieces of this size."""
    piece: list[Entry] = []
    for entry in found:
        piece.append(entry)
        if len(piece) >= size:
            yield piece
            piece = []
    if piece:
        yield piece


def apply(
    tally: Tally,
    found: list[Entry],
    *,
    by: Actor,
    at: datetime,
    cause: UUID,
    recorded_at: datetime | None,
) -> None:
    """Write the good rows of a piece, refuse the others. The caller holds the transaction."""
    tally.read += len(found)
    refused = [entry for entry in found if entry.reasons]
    good = [entry for entry in found if not entry.reasons]
    if good:
        results = write_rows(
            tally.source.kind.code,
            [entry.values for entry in good],
            by=by,
            at=at,
            cause=cause,
            recorded_at=recorded_at,
        )
        for entry, result in zip(good, results, strict=True):
            if not tally.settled(entry, result.status, result.errors):
                refused.append(entry)
    # Given back in the order of the file, whoever refused them.
    for entry in sorted(refused, key=lambda one: one.row):
        tally.refuse(entry)
