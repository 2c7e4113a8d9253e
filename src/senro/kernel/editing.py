"""One row of a change that is made to many: what it changes, or why it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .errors import FieldError

KEPT = 200


@dataclass(frozen=True)
class Edit:
    """A row by its key and name; `changes` are (field, before, after)."""

    key: str
    name: str
    changes: tuple[tuple[str, Any, Any], ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Edited:
    """How many rows change, stay or are refused; each kind of change with how often."""

    total: int
    changed: int
    unchanged: int
    refused: int
    changes: tuple[tuple[str, Any, Any, int], ...]
    refusals: tuple[Edit, ...]


def summed(edits: Iterable[Edit]) -> Edited:
    """The edits in numbers."""
    edits = list(edits)
    refused = [one for one in edits if one.errors]
    changed = [one for one in edits if one.changes and not one.errors]
    counted: Counter[tuple[str, str, str]] = Counter()
    values: dict[tuple[str, str, str], tuple[Any, Any]] = {}
    for one in changed:
        for name, before, after in one.changes:
            key = (name, repr(before), repr(after))
            counted[key] += 1
            values[key] = (before, after)
    changes = tuple((key[0], *values[key], n) for key, n in counted.most_common(KEPT))
    unchanged = len(edits) - len(refused) - len(changed)
    return Edited(len(edits), len(changed), unchanged, len(refused), changes, tuple(refused[:KEPT]))
