"""Where a case stands when its phases are exchanged for those of another version. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from senro.programs.rules import INTAKE, PhaseSet


@dataclass(frozen=True)
class Mapped:
    """The phase the case goes on in, the new code of each old phase that has one, and what is skipped.

    `lost` names the phase that has no counterpart: then the case cannot be upgraded.
    """

    phase: str
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    skipped: tuple[str, ...] = ()
    lost: str = ""


def counterpart(code: str, old: PhaseSet, new: PhaseSet) -> str:
    """The phase of the new set that has this code, else the first with its standard code."""
    if code in new.codes:
        return code
    standard = old.standards.get(code)
    return next((phase.code for phase in new.phases if phase.standard == standard), "")


def mapped(old: PhaseSet, new: PhaseSet, here: str, passed: Iterable[str]) -> Mapped:
    """How a case that is `here` and has `passed` these phases stands in the new set."""
    codes = {code: found for code in old.codes if (found := counterpart(code, old, new))}
    if here == INTAKE:
        return Mapped(INTAKE, codes)
    phase = codes.get(here, "")
    if not phase:
        return Mapped("", codes, lost=here)
    done = {codes[code] for code in passed if code in codes}
    skipped = tuple(code for code in new.codes[: new.index(phase)] if code not in done)
    return Mapped(phase, codes, skipped)


def gate_change(before: bool | None, after: bool | None) -> str:
    """`opens`, `closes`, `unknown` or nothing, when a gate reads otherwise than before."""
    if before is after:
        return ""
    if after is None:
        return "unknown"
    return "opens" if after else "closes"
