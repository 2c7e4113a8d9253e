"""What refers to an entry follows it when its code changes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from senro.programs.rules.reading import items_of

from .places import Body


def renamed(kind: str, pattern: str, body: Body, old: str, new: str) -> Body:
    """The body in which everything that named `old` names `new`."""
    made = deepcopy(body)
    for holder, name in _references(kind, pattern, made):
        value = holder.get(name)
        if value == old:
            holder[name] = new
        elif isinstance(value, list):
            holder[name] = [new if one == old else one for one in value]
    return made


def _references(kind: str, pattern: str, body: Body) -> Iterator[tuple[dict[str, Any], str]]:
    if kind == "phase_set":
        names = {"phases": ("phase",), "tasks": ("depends_on", "after")}.get(pattern, ())
        for task in items_of(body, "tasks"):
            for name in names:
                yield task, name
