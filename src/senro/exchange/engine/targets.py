"""Where the rows of a kind go: the bulk writer of the domain that owns them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from senro.customers.bulk import put_rows
from senro.health.bulk import put_scores
from senro.kernel.rules.access import Actor
from senro.onboarding.bulk import put_cases, put_meetings
from senro.usage.bulk import put_events, put_usage

Write = Callable[..., Sequence[Any]]


class Outcome(Protocol):
    """What every bulk verb answers for a row."""

    status: str
    errors: tuple[Any, ...]


# Rows of these may refer to rows further down in the same file, so they are written together.
SELF_REFERRING = {"accounts": "parent", "contacts": "successor"}


def write_rows(
    kind: str,
    rows: Sequence[dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
    cause: UUID,
    recorded_at: datetime | None,
) -> Sequence[Outcome]:
    """Put the rows of a kind through its domain; one answer a row, in their order."""
    return _target(kind)(rows=rows, by=by, at=at, cause=cause, recorded_at=recorded_at)


def _target(kind: str) -> Write:
    own: dict[str, Write] = {
        "cases": put_cases,
        "meetings": put_meetings,
        "health": put_scores,
        "events": put_events,
        "usage": put_usage,
    }
    return own.get(kind) or partial(put_rows, kind=kind)
