"""How large the numbers, and how large the SQL of a rule can become.

PostgreSQL stops a query when a product leaves the range of doubles, DuckDB and SQLite go
on with infinity. Numbers in arithmetic are kept within 10^±15, so the largest result is
known before anything runs, and a rule that could leave the range is refused.

DuckDB writes NULLIF(x, y) out as a CASE with x in it twice, so what we put into NULLIF,
a divisor or a moved date, may not be nested without end either. And the parser of SQLite
has a stack of 100 symbols, part of which belongs to the query around the rule.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import log10

from .errors import refuse
from .names import MAX_NESTED, MAX_STACK
from .tree import (
    Between,
    Binary,
    Call,
    Compare,
    In,
    IsNull,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    chained,
    children,
)

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


# How many symbols SQLite's parser holds at once while it reads what is inside of a node.
_STACK: dict[type[Node], int] = {
    Logic: 3,
    Not: 3,
    Compare: 4,
    Between: 6,
    In: 6,
    IsNull: 2,
    Negative: 3,
    Binary: 3,
    Call: 4,
}
_STACK_OF_CALL = {"add_days": 9, "add_months": 13, "has": 8, "days_between": 5}


def refuse_nesting(node: Node, repeats: int = 0, stack: int = 0) -> None:
    """Raises `too_deep` when a database could not take the nesting.

    `repeats` counts the divisors and moved dates around a node, `stack` the symbols.
    """
    if isinstance(node, Call):
        repeats += node.function in ("add_days", "add_months")
        stack += _STACK_OF_CALL.get(node.function, 0)
    stack += _STACK.get(type(node), 0)
    if repeats > MAX_NESTED or stack > MAX_STACK:
        raise refuse("too_deep", node.pos)
    if isinstance(node, Binary):
        # a chain to the left stands without brackets
        refuse_nesting(node.left, repeats, stack - 3 if chained(node) else stack)
        divisor = node.op == "/"
        refuse_nesting(node.right, repeats + divisor, stack + 3 * divisor)
        return
    for child in children(node):
        refuse_nesting(child, repeats, stack)
