"""What differs between two versions, one line a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from senro.kernel.rules.bodies import Difference

from ..specs import SPECS
from ..specs.parts import said
from .differences import plain
from .places import NoSuchPlace, find, pattern, split

MARKS = {"added": "+", "removed": "−", "changed": "±", "moved": "⇅"}


@dataclass(frozen=True)
class Line:
    """One difference: its mark, what kind of entry, which one, what was and what is."""

    kind: str
    mark: str
    word: str
    what: Any
    name: str
    field: Any
    before: str
    after: str
    path: str


def lines(kind: str, before: Any, after: Any, differences: Iterable[Difference]) -> list[Line]:
    """Differences in the order of the new body."""
    return [_line(kind, before, after, one) for one in differences]


def _words(kind: str) -> str:
    return {
        "added": pgettext("difference", "Added"),
        "removed": pgettext("difference", "Dropped"),
        "changed": pgettext("difference", "Changed"),
        "moved": pgettext("difference", "Another order"),
    }[kind]


def _line(kind: str, before: Any, after: Any, one: Difference) -> Line:
    entry, field = _entry(kind, one.path)
    spec = SPECS.get((kind, _pattern(entry)))
    name = _name(after, entry) or _name(before, entry)
    label = _label(spec, field) if field else ""
    was, now = plain(one.before), plain(one.after)
    if one.kind in ("added", "removed") and not field:
        was = now = ""
    if one.kind == "moved":
        was = now = ""
    return Line(
        one.kind, MARKS[one.kind], _words(one.kind), spec.title if spec else kind,
        name, label, was, now, entry,
    )  # fmt: skip


def _pattern(path: str) -> str:
    try:
        return pattern(path)
    except NoSuchPlace:
        return path


def _entry(kind: str, path: str) -> tuple[str, str]:
    """The innermost entry of a path, and the field inside it."""
    entry, rest = path, ""
    while entry:
        if (kind, _pattern(entry)) in SPECS:
            return entry, rest
        head, dot, last = entry.rpartition(".")
        if not dot:
            head, last = "", entry
        entry, rest = head, f"{last}.{rest}" if rest else last
    return "", rest


def _name(body: Any, entry: str) -> str:
    try:
        found = find(body, entry)
    except NoSuchPlace:
        return ""
    if not isinstance(found, dict):
        return ""
    title = said(found.get("name")) or said(found.get("title"))
    return title or (split(entry)[1] if entry else "")


def _label(spec: Any, field: str) -> Any:
    names = {part.name: part.label for part in spec.parts} if spec else {}
    first = field.split("[")[0]
    for name in (first, first.rsplit(".", 1)[0], first.split(".")[0]):
        if name in names:
            return names[name]
    return field
