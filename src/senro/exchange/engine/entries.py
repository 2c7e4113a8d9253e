"""The rows of a file with what they say, each known by its number; a key seen twice is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from senro.usage.rules.identity import digest_of

from ..rules.fields import Kind
from ..rules.said import Refused, Unreadable
from ..rules.table import BrokenRow, WrongWidth
from ..rules.values import CLEAR
from .seen import Seen
from .source import Source, unreadable

Reasons = list[tuple[str, Any]]


@dataclass(slots=True)
class Entry:
    """One row: as it came, as it was read, and why it is refused, if it is."""

    row: int
    cells: list[Any]
    values: dict[str, Any] = field(default_factory=dict)
    reasons: Reasons = field(default_factory=list)


def entries(source: Source) -> Iterator[Entry]:
    """Every row of the file, in its order. Raises CannotImport where the file breaks."""
    read, kind = source.reader.read, source.kind
    seen = Seen()
    try:
        for item in source.table.rows():
            if isinstance(item, WrongWidth | BrokenRow):
                yield Entry(item.row, item.cells, reasons=[("", item.reason)])
                continue
            row, cells = item
            values, reasons = read(cells)
            for name, value in values.items():
                if value is CLEAR:
                    values[name] = None
                elif type(value) is tuple:
                    values[name] = list(value)
            entry = Entry(row, cells, values, reasons)
            _identify(kind, entry, seen)
            yield entry
    except Unreadable as error:
        raise unreadable(error) from error


def _identify(kind: Kind, entry: Entry, seen: Seen) -> None:
    if not kind.keys:
        _count(entry, seen)
        return
    identity = kind.identity(entry.values)
    if identity is None:
        if not entry.reasons:
            entry.reasons.append(_nameless(kind))
        return
    first = seen.first(identity, entry.row)
    if first != entry.row:
        names, *values = identity
        shown = " / ".join(str(value) for value in values if value is not None)
        why = Refused("duplicate_key", {"value": shown, "first": first})
        entry.reasons.append((names[-1], why))


def _count(entry: Entry, seen: Seen) -> None:
    """A row without an id is named by what it says and how often that was said before."""
    if entry.reasons or entry.values.get("id"):
        return
    content = digest_of(sorted((name, str(value)) for name, value in entry.values.items()))
    entry.values["id"] = f"{content}:{seen.count(content, entry.row)}"


def ways_to_tell(kind: Kind) -> tuple[str, ...]:
    """The fields that tell rows of this kind apart, in words."""
    needed = ([name for name in names if name not in kind.optional_in_key] for names in kind.keys)
    return tuple(" + ".join(names) for names in needed)


def _nameless(kind: Kind) -> tuple[str, Refused]:
    if len(kind.keys) == 1:
        return kind.keys[0][0], Refused("required")
    return "key", Refused("key_missing", {"fields": ways_to_tell(kind)})
