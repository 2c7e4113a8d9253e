"""For whom a variant of a part of the method is meant, and which one a case gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

STANDARD_CODE = "standard"
T = TypeVar("T")


@dataclass(frozen=True)
class AppliesTo:
    """Tiers, products and stages; nothing named means: only where somebody chooses it."""

    tiers: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def rank(self, tier: str, products: Collection[str], stage: str = "") -> int | None:
        """How closely it fits; None where it does not.

        A product says more than a stage of the lifecycle, that more than a tier.
        """
        if self.tiers and tier not in self.tiers:
            return None
        if self.products and not set(self.products) & set(products):
            return None
        if self.stages and stage not in self.stages:
            return None
        return 4 * bool(self.products) + 2 * bool(self.stages) + bool(self.tiers)


EVERYBODY = AppliesTo()


def applies_to(body: dict[str, Any]) -> AppliesTo:
    """The `applies_to` of a body."""
    found = body.get("applies_to")
    found = found if isinstance(found, dict) else {}
    return AppliesTo(*(tuple(found.get(name) or ()) for name in ("tiers", "products", "stages")))


def most_specific(
    candidates: Iterable[tuple[str, AppliesTo, T]],
    tier: str,
    products: Collection[str],
    stage: str = "",
) -> T | None:
    """The variant that fits best: by product, by stage, by tier or by several, else `standard`.

    Of two that fit alike the first by its code is taken, so that everybody finds the same.
    """
    best: tuple[int, T] | None = None
    for code, meant, value in sorted(candidates, key=lambda one: one[0]):
        rank = meant.rank(tier, products, stage)
        if code == STANDARD_CODE:
            rank = rank or 0
        elif not rank:
            continue
        if best is None or rank > best[0]:
            best = (rank, value)
    return best[1] if best else None
