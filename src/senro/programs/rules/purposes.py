"""Purposes of adoption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .reading import Problem, items_of, shape_problems, unknown_values
from .words import NO_WORDS, Words, words

LAYERS = ("management", "operation")


@dataclass(frozen=True)
class Purpose:
    """Why customers buy: what success looks like and by what it is proved."""

    code: str
    name: Words
    layer: str = "operation"
    success: Words = NO_WORDS
    proof: Words = NO_WORDS


def parse_purposes(body: dict[str, Any]) -> tuple[Purpose, ...]:
    """The purposes of a published list, in their order."""
    return tuple(
        Purpose(
            code=item["code"],
            name=words(item.get("name")),
            layer=item.get("layer") or "operation",
            success=words(item.get("success")),
            proof=words(item.get("proof")),
        )
        for item in items_of(body, "purposes")
    )


def purposes_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a list of purposes from being published."""
    yield from shape_problems(body, "purposes")
    purposes = items_of(body, "purposes")
    layered = [{"layer": "operation", **item} for item in purposes]
    yield from unknown_values(layered, "purposes", "layer", LAYERS)
    for item in purposes:
        if not words(item.get("name")):
            yield Problem(f"purposes[{item.get('code')}].name", "required")
