"""Gates: what a rule's truth, an attestation and the measured values make of one item. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from senro.kernel.rules.writing import percent as written

_MEASURE = re.compile(r"^(\w+) (>=|>|<=|<) (\d+(?:\.\d+)?)$")
_OPPOSITE = {">=": "<", ">": "≤", "<=": ">", "<": "≥"}
_ORDER = {"unmet": 0, "unknown": 1, "met": 2}


@dataclass(frozen=True)
class Attested:
    """Somebody vouched for an item."""

    evidence: str
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Measure:
    """The number a simple condition is about, and where it must get to."""

    value: str
    threshold: str
    share: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class GateRow:
    """One item of a gate, ready to be shown."""

    code: str
    state: str  # met | unmet | unknown
    name: Any
    message: Any
    text: Any
    rule: str
    version: str
    inputs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    value: str = ""
    threshold: str = ""
    share: float | None = None
    limit: float | None = None
    attested: Attested | None = None
    attestable: bool = False
    # Of all sites, how many meet it: (met, all); None where it is about the case.
    waves: tuple[int, int] | None = None

    @property
    def why(self) -> dict[str, Any]:
        """Rule, version and inputs, as the why-popover wants them."""
        return {
            "sentence": self.text,
            "rule": self.rule,
            "version": self.version,
            "inputs": dict(self.inputs),
        }


def state_of(truth: bool | None, attest: str, attested: bool) -> str:
    """Met on TRUE, or where somebody vouched for what may be vouched for."""
    if truth:
        return "met"
    if attested and (attest == "always" or (attest == "unknown" and truth is None)):
        return "met"
    return "unknown" if truth is None else "unmet"


def may_attest(truth: bool | None, attest: str) -> bool:
    """Whether vouching would count now."""
    return attest == "always" or (attest == "unknown" and truth is None)


def is_open(states: list[str]) -> bool | None:
    """Open when all are met; unknown when nothing is unmet but something cannot be measured."""
    if "unmet" in states:
        return False
    return None if "unknown" in states else True


def in_order(rows: list[GateRow]) -> tuple[GateRow, ...]:
    """Unmet first, then unknown; otherwise as the method lists them."""
    return tuple(sorted(rows, key=lambda row: _ORDER[row.state]))


def measure_of(rule: str, inputs: Mapping[str, Any], percent: bool) -> Measure | None:
    """The number of a condition such as `registration_coverage >= 0.95`."""
    found = _MEASURE.match(rule)
    value = inputs.get(found[1]) if found else None
    if found is None or value is None:
        return None
    limit = float(found[3])
    met = {">=": value >= limit, ">": value > limit, "<=": value <= limit, "<": value < limit}
    sign = found[2] if met[found[2]] else _OPPOSITE[found[2]]
    shown = shown_number(value, percent), f"{sign} {shown_number(limit, percent)}"
    return Measure(*shown, float(value), limit) if percent else Measure(*shown)


def shown_number(value: Any, percent: bool) -> str:
    """31.7 % from 0.3167; half up, one place, no useless zero. `None` is a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    exact = Decimal(str(value)) * (100 if percent else 1)
    text = f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP):f}".removesuffix(".0")
    return written(text) if percent else text


def filled(template: str, inputs: Mapping[str, Any], percents: frozenset[str]) -> str:
    """A message with the values it names: `{registration_coverage} < 95%`."""
    text = template
    for name, value in inputs.items():
        text = text.replace("{" + name + "}", shown_number(value, name in percents))
    return text
