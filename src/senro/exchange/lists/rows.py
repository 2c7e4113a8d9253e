"""The rows of a list as a file has them: the head, then every line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor

from .columns import TABLES, Column, with_metrics


def rows_of(
    table: str,
    actor: Actor,
    *,
    at: datetime,
    asked: Mapping[str, Any],
    columns: Sequence[Column],
) -> Iterator[list[Any]]:
    """What the list shows, all pages of it. The first column is the account's key."""
    of = TABLES[table]
    yield [_("Account key"), *(str(column.label) for column in columns)]
    for piece in of.lines(actor, at=at, asked=asked):
        reading, full = (
            of.read(actor, piece, at),
            with_metrics(table, columns, piece, moment_of(at)),
        )
        for line in piece:
            yield [line.key, *(column.value(line, reading) for column in full)]


def spoken(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """The pieces, each made in this language: a stream outlives the request that began it."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
