"""Tree to the one canonical text, with no bracket that is not needed."""

from datetime import date
from decimal import Decimal

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
)

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _PRIMARY = range(1, 9)


def render(node: Node) -> str:
    """The canonical text of a tree; parsing it gives the same tree."""
    match node:
        case Literal():
            return literal(node.value)
        case Ref():
            return node.name
        case Call():
            return f"{node.function}({', '.join(map(render, node.args))})"
        case Negative():
            return "-" + _within(node.arg, _PRIMARY)
        case Binary():
            level = _level(node)
            return f"{_within(node.left, level)} {node.op} {_within(node.right, level + 1)}"
        case Not():
            return "NOT " + _within(node.arg, _NOT)
        case Logic():
            return f" {node.op} ".join(_within(arg, _level(node) + 1) for arg in node.args)
        case _:
            return _predicate(node)


def literal(value: object) -> str:
    """A value as it is written in a rule."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return plain(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return "'" + text.replace("'", "''") + "'"


def plain(value: Decimal) -> str:
    """A number without exponent and without useless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _predicate(node: Node) -> str:
    match node:
        case Compare():
            return f"{_within(node.left, _SUM)} {node.op} {_within(node.right, _SUM)}"
        case Between():
            no = "NOT " if node.negated else ""
            low, high = _within(node.low, _SUM), _within(node.high, _SUM)
            return f"{_within(node.arg, _SUM)} {no}BETWEEN {low} AND {high}"
        case In():
            no = "NOT " if node.negated else ""
            return f"{_within(node.arg, _SUM)} {no}IN ({', '.join(map(render, node.items))})"
        case IsNull():
            return f"{_within(node.arg, _SUM)} IS {'NOT ' if node.negated else ''}NULL"
    raise TypeError(node)


def _within(node: Node, level: int) -> str:
    text = render(node)
    return text if _level(node) >= level else f"({text})"


def _level(node: Node) -> int:
    match node:
        case Logic():
            return _OR if node.op == "OR" else _AND
        case Not():
            return _NOT
        case Compare() | Between() | In() | IsNull():
            return _COMPARE
        case Binary():
            return _SUM if node.op in "+-" else _PRODUCT
        case Negative():
            return _SIGN
        case Literal(value=Decimal() as value) if value < 0:
            return _SIGN
    return _PRIMARY
