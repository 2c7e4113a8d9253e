"""The value of a rule for one row, in the three-valued logic of SQL."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf, isfinite
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .dates import moved
from .errors import refuse
from .looks import days, look_days
from .names import NUMBER_LIMIT, TOLERANCE
from .rule import Rule
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
    Ref,
    computed,
)

Value = float | str | date | bool | None
PastValues = Mapping[tuple[str, int], object]

_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_ROUGH: dict[str, Callable[[float], bool]] = {
    "=": lambda d: abs(d) <= TOLERANCE,
    "<>": lambda d: abs(d) > TOLERANCE,
    "<": lambda d: d < -TOLERANCE,
    "<=": lambda d: d <= TOLERANCE,
    ">": lambda d: d > TOLERANCE,
    ">=": lambda d: d >= -TOLERANCE,
}


def evaluate(
    rule: Rule, values: Mapping[str, object], *, today: date, history: PastValues | None = None
) -> Value:
    """The value of an expression, or True, False or None (unknown) of a rule.

    A name without a value is unknown. Lists may be sequences or the stored text `|A|C|`.
    `history` holds values by (name, days back), as `rule.looks` lists them.
    """
    return Row(values, today, history).value(rule.tree)


class Row:
    """One subject's values on one day."""

    def __init__(
        self, values: Mapping[str, object], today: date, history: PastValues | None = None
    ) -> None:
        self.values = values
        self.today = today
        self.history = history
        self.back = 0

    def value(self, node: Node, guarded: bool = False) -> Value:
        """The value of a node; `guarded` as in the compiler."""
        match node:
            case Literal():
                return float(node.value) if isinstance(node.value, Decimal) else node.value
            case Ref():
                return self.named(node, guarded)
            case Call():
                return self.call(node, guarded)
            case Negative():
                number = self.number(node.arg, guarded)
                return None if number is None else -number
            case Binary():
                return _arithmetic(
                    node.op, self.number(node.left, True), self.number(node.right, True)
                )
            case _:
                return self.truth(node)

    def number(self, node: Node, guarded: bool = False) -> float | None:
        """The value of a node that is a number."""
        value = self.value(node, guarded)
        return value if isinstance(value, float) else None

    def day(self, node: Node) -> date | None:
        """The value of a node that is a date."""
        value = self.value(node)
        return value if isinstance(value, date) else None

    def named(self, node: Ref, guarded: bool) -> Value:
        if self.back:
            stored = (self.history or {}).get((node.name, self.back))
        else:
            stored = self.values.get(node.name)
        value = _stored(node.name, stored, node.type or "text")
        if guarded and isinstance(value, float) and abs(value) >= NUMBER_LIMIT:
            return None
        return value

    def truth(self, node: Node) -> bool | None:
        """True, False or None of a condition."""
        match node:
            case Compare():
                return self.compare(node.op, node.left, node.right)
            case Between():
                inside = all_of(
                    (
                        self.compare(">=", node.arg, node.low),
                        self.compare("<=", node.arg, node.high),
                    )
                )
                return opposite(inside) if node.negated else inside
            case In():
                inside = any_of(self.compare("=", node.arg, item) for item in node.items)
                return opposite(inside) if node.negated else inside
            case IsNull():
                return (self.value(node.arg) is None) is not node.negated
            case Not():
                return opposite(self.truth(node.arg))
            case Logic():
                truths = (self.truth(arg) for arg in node.args)
                return all_of(truths) if node.op == "AND" else any_of(truths)
        value = self.value(node)
        return None if value is None else bool(value)

    def compare(self, op: str, left: Node, right: Node) -> bool | None:
        rough = left.type == "number" and (computed(left) or computed(right))
        if rough:
            difference = _arithmetic("-", self.number(left, True), self.number(right, True))
            return None if difference is None else _ROUGH[op](difference)
        a, b = self.value(left), self.value(right)
        return None if a is None or b is None else _PLAIN[op](a, b)

    def call(self, node: Call, guarded: bool) -> Value:
        match node.function:
            case "today":
                return self.today - timedelta(days=self.back)
            case "has":
                return _has(self.value(node.args[0]), self.value(node.args[1]))
            case "add_days" | "add_months":
                start = self.day(node.args[0])
                return start and moved(start, node.function[4:], days(node.args[1]))
            case "days_between":
                start, end = self.day(node.args[0]), self.day(node.args[1])
                return None if start is None or end is None else float((end - start).days)
            case "abs":
                number = self.number(node.args[0], guarded)
                return None if number is None else abs(number)
            case "ago" | "change" | "held":
                return self.looking_back(node, guarded)
        return _chosen(node.function, [self.value(arg, guarded) for arg in node.args])

    def looking_back(self, node: Call, guarded: bool) -> Value:
        if self.history is None:
            raise refuse("needs_history", node.pos)
        if node.function == "held":
            return all_of(self.shifted(node.args[0], day, guarded) for day in look_days(node))  # type: ignore[misc]
        guarded = guarded or node.function == "change"
        then = self.shifted(node.args[0], days(node.args[1]), guarded)
        if node.function == "ago":
            return then
        now = self.value(node.args[0], guarded)
        return now - then if isinstance(now, float) and isinstance(then, float) else None

    def shifted(self, node: Node, back: int, guarded: bool) -> Value:
        self.back += back
        value = self.value(node, guarded)
        self.back -= back
        return value


def opposite(truth: bool | None) -> bool | None:
    """NOT."""
    return None if truth is None else not truth


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """AND: false when one is false, else unknown when one is unknown."""
    seen = list(truths)
    return False if False in seen else None if None in seen else True


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """OR: true when one is true, else unknown when one is unknown."""
    seen = list(truths)
    return True if True in seen else None if None in seen else False


def _arithmetic(op: str, a: float | None, b: float | None) -> float | None:
    if a is None or b is None:
        return None
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    return a / b if b else None


def _has(values: Value, value: Value) -> bool | None:
    if value == "":
        return False
    return None if values is None or value is None else f"|{value}|" in str(values)


def _chosen(function: str, values: list[Value]) -> Value:
    if function == "coalesce":
        return next((v for v in values if v is not None), None)
    if any(v is None for v in values):
        return None
    return min(values) if function == "least" else max(values)  # type: ignore[type-var]


def _stored(code: str, value: object, kind: str) -> Value:
    """A value as a rule sees it: numbers as doubles, a list as its stored text."""
    if value is None:
        return None
    try:
        if kind == "number" and isinstance(value, int | float | Decimal):
            return _double(value)
        if kind == "boolean" and isinstance(value, int):
            return bool(value)
        if kind == "date" and isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        raise refuse("bad_value", found=code) from None
    if kind == "date" and isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if kind in ("text", "list") and isinstance(value, str):
        return value
    if kind == "list" and isinstance(value, Iterable):
        return "|" + "".join(f"{item}|" for item in value)
    raise refuse("bad_value", found=code)


def _double(value: float | Decimal) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        number = inf
    return number if isfinite(number) else None
