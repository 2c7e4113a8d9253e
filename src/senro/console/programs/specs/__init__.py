"""What an entry of the method consists of: one `Spec` a kind of entry, found by its place."""

from __future__ import annotations

from . import checklist, health, metrics, people, phases, roadmap, signals
from .parts import Part, Spec

SPECS: dict[tuple[str, str], Spec] = {
    **phases.SPECS,
    **people.SPECS,
    **roadmap.SPECS,
    **checklist.SPECS,
    **metrics.SPECS,
    **signals.SPECS,
    **health.SPECS,
}

__all__ = ["SPECS", "Part", "Spec"]
