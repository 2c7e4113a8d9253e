"""Differences as a screen shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..forms.controls import look
from ..specs.parts import Part, Spec, joined, said


@dataclass(frozen=True)
class Shown:
    """One field: what stands there now, what was typed."""

    label: Any
    now: str
    typed: str


def entry_differences(spec: Spec, now: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Shown]:
    """The fields in which two forms of an entry differ."""
    rows = []
    for part in spec.parts_of(now):
        a, b = look(now, part.name), look(typed, part.name)
        if a != b:
            rows.append(Shown(part.label, plain(a, part), plain(b, part)))
    return rows


def plain(value: Any, part: Part | None = None) -> str:
    """A value of the body as text."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, Mapping):
        words = said(value)
        return words or joined(plain(one) for one in value.values())
    if isinstance(value, list):
        return joined(_short(one) for one in value)
    if part is not None and part.options is not None and part.kind == "choice":
        return str(dict(part.options({})).get(str(value), value))
    return str(value)


def _short(item: Any) -> str:
    if isinstance(item, Mapping):
        return said(item.get("title")) or said(item.get("name")) or str(item.get("code") or "…")
    return str(item)
