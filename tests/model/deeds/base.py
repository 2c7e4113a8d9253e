"""The register of deeds, and places where a case can stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Do = Callable[[], Any]
DEEDS: dict[str, Callable[[Any], Do]] = {}


def deed(verb: str) -> Callable[[Callable[[Any], Do]], Callable[[Any], Do]]:
    """Register how a verb is done."""

    def register(function: Callable[[Any], Do]) -> Callable[[Any], Do]:
        DEEDS[verb] = function
        return function

    return register


def running(desk: Any) -> Any:
    """A case in its first phase."""
    return desk.open()


def done(desk: Any) -> Any:
    """A case that has passed its last gate."""
    case = desk.open()
    desk.through(case, "P1", "P2", "P3", "P4", "P5")
    return case


def at_the_roll_out(desk: Any) -> Any:
    """A case of ACC-002 whose sites are next."""
    case = desk.open("ACC-002", "K-002")
    for phase in ("P1", "P2"):
        desk.do("complete_phase", case, desk.manager, phase=phase, override="for the test")
    return case
