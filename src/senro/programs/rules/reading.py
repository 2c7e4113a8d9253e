"""What is wrong with the body of a version, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One wrong place: a path such as `phases[P1].days`, and a stable code."""

    field: str
    code: str


def items_of(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The mappings of a list; what is no mapping is left out."""
    found = body.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def shape_problems(body: dict[str, Any], name: str, *, needed: bool = True) -> Iterator[Problem]:
    """A list of mappings, each with a code of its own and a name."""
    found = body.get(name)
    if not isinstance(found, list) or (needed and not found):
        yield Problem(name, "required")
        return
    if any(not isinstance(item, dict) for item in found):
        yield Problem(name, "not_a_mapping")
    codes = [str(item.get("code") or "") for item in items_of(body, name)]
    for number, code in enumerate(codes):
        if not code:
            yield Problem(f"{name}[{number}].code", "required")
        elif code in codes[:number]:
            yield Problem(f"{name}[{code}].code", "duplicate")


def unknown_values(
    items: Iterable[dict[str, Any]], name: str, field: str, allowed: Iterable[str]
) -> Iterator[Problem]:
    """Values of a field that are none of the allowed ones."""
    known = set(allowed)
    for item in items:
        if item.get(field) not in known:
            yield Problem(f"{name}[{item.get('code')}].{field}", "unknown_value")


def is_count(value: Any, least: int = 0) -> bool:
    """A whole number of at least `least` (and no boolean)."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def duplicates(items: Iterable[dict[str, Any]], name: str) -> Iterator[Problem]:
    """Codes that are used twice in a list."""
    seen: set[str] = set()
    for item in items:
        code = str(item.get("code") or "")
        if code and code in seen:
            yield Problem(f"{name}[{code}].code", "duplicate")
        seen.add(code)
