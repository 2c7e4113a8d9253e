"""A checklist as the customer will see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from senro.programs.rules.reading import items_of

from ..specs.parts import said


@dataclass(frozen=True)
class Asked:
    """One question on the sheet."""

    title: str
    type: str
    help: str
    needed: bool
    condition: str
    choices: tuple[str, ...]


def sheet_of(body: Mapping[str, Any]) -> list[tuple[str, list[Asked]]]:
    """Sections with their questions."""
    return [
        (said(section.get("title")), [_asked(one) for one in items_of(section, "questions")])
        for section in items_of(dict(body), "sections")
    ]


def _asked(item: dict[str, Any]) -> Asked:
    return Asked(
        title=said(item.get("title")) or str(item.get("code") or ""),
        type=str(item.get("type") or "text"),
        help=said(item.get("help")),
        needed=bool(item.get("required")),
        condition=str(item.get("visible_if") or ""),
        choices=tuple(said(one.get("title")) for one in items_of(item, "choices")),
    )
