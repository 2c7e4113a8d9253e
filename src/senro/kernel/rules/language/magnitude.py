"""How large and how small a computed number can become.

PostgreSQL stops a query when a product leaves the range of doubles, DuckDB and SQLite go
on with infinity. Numbers in arithmetic are kept within 10^±15, so the largest result is
known before anything runs, and a rule that could leave the range is refused.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import log10

from .errors import refuse
from .tree import Binary, Call, Literal, Negative, Node

_LIMIT = 290.0
_DIGITS = 16.0


@dataclass(frozen=True)
class _Size:
    """Powers of ten: the largest value, the smallest that is not 0, the step between values."""

    high: float
    low: float
    step: float


_LEAF = _Size(15, -15, -31)


def refuse_overflow(node: Binary) -> None:
    """Raises `too_large` when a result of this operation could leave the range."""
    size = _size(node)
    if size.high > _LIMIT or size.low < -_LIMIT:
        raise refuse("too_large", node.pos)


def _size(node: Node) -> _Size:
    match node:
        case Literal(value=Decimal() as value):
            power = log10(abs(value)) if value else 0.0
            return _Size(power, power, power - _DIGITS)
        case Negative():
            return _size(node.arg)
        case Binary():
            return _combined(node.op, _size(node.left), _size(node.right))
        case Call() if node.function in ("coalesce", "least", "greatest", "abs"):
            sizes = [_size(arg) for arg in node.args]
            return _Size(
                max(s.high for s in sizes), min(s.low for s in sizes), min(s.step for s in sizes)
            )
    return _LEAF


def _combined(op: str, a: _Size, b: _Size) -> _Size:
    if op in "+-":
        step = min(a.step, b.step)
        return _Size(max(a.high, b.high) + 1, step, step)
    low = a.low + b.low if op == "*" else a.low - b.high
    high = a.high + b.high if op == "*" else a.high - b.low
    return _Size(high, low, low - _DIGITS)
