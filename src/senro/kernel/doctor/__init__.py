"""Checks of an installation, for `senro doctor`. A domain adds its own in its `registry`:

    @check("cases", _("Phases kept on cases agree with their completions"))
    def cached_phases(at: datetime, machine: datetime) -> Iterable[Finding]: ...

yielding nothing when all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WARNING, FAILURE = "warning", "failure"
Look = Callable[[datetime, datetime], Iterable["Finding"]]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be."""

    message: Any
    level: str = FAILURE


@dataclass(frozen=True)
class Check:
    """A registered check."""

    name: str
    words: Any
    look: Look


@dataclass(frozen=True)
class Result:
    """What a check found."""

    name: str
    words: str
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """`ok`, `warning` or `failure`: the worst that was found."""
        levels = {finding.level for finding in self.findings}
        return FAILURE if FAILURE in levels else WARNING if levels else "ok"


CHECKS: dict[str, Check] = {}


def check(name: str, words: Any) -> Callable[[Look], Look]:
    """Register a check."""

    def register(look: Look) -> Look:
        if name in CHECKS:
            raise RuntimeError(f"the check {name} is registered twice")
        CHECKS[name] = Check(name, words, look)
        return look

    return register


def examine(*, at: datetime, machine: datetime) -> list[Result]:
    """Run every check. One that breaks is a failure of its own, and the others still run."""
    return [_examine(found, at, machine) for found in CHECKS.values()]


def _examine(found: Check, at: datetime, machine: datetime) -> Result:
    try:
        findings = tuple(found.look(at, machine))
    except Exception as error:
        findings = (Finding(f"{type(error).__name__}: {error}"),)
    return Result(found.name, str(found.words), findings)
