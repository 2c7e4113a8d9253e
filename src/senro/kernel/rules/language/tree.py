"""The tree of a rule. Every node knows its place in the text and, once checked, its type."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of a rule; `type` is None until the checker has settled it."""

    pos: int = field(default=0, compare=False)
    type: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Literal(Node):
    """A number, a quoted text or date, TRUE, FALSE or NULL."""

    value: Decimal | str | date | bool | None


@dataclass(frozen=True)
class Ref(Node):
    """A name."""

    name: str


@dataclass(frozen=True)
class Call(Node):
    """A function and its arguments."""

    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Negative(Node):
    """A minus before something that is not a number literal."""

    arg: Node


@dataclass(frozen=True)
class Binary(Node):
    """`+ - * /`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Compare(Node):
    """`= <> < <= > >=`."""

    op: str
    left: Node
    right: Node

    FLIP: ClassVar[dict[str, str]] = {
        "=": "=",
        "<>": "<>",
        "<": ">",
        "<=": ">=",
        ">": "<",
        ">=": "<=",
    }


@dataclass(frozen=True)
class Between(Node):
    """`x [NOT] BETWEEN low AND high`."""

    arg: Node
    low: Node
    high: Node
    negated: bool


@dataclass(frozen=True)
class In(Node):
    """`x [NOT] IN (…)`."""

    arg: Node
    items: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True)
class IsNull(Node):
    """`x IS [NOT] NULL`."""

    arg: Node
    negated: bool


@dataclass(frozen=True)
class Not(Node):
    """`NOT x`."""

    arg: Node


@dataclass(frozen=True)
class Logic(Node):
    """A chain of AND or of OR."""

    op: str
    args: tuple[Node, ...]


def children(node: Node) -> Iterator[Node]:
    """The parts of a node, left to right."""
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def refs(node: Node) -> tuple[str, ...]:
    """The names below a node, in the order in which they first appear."""
    return tuple(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Ref)))


def chained(node: Binary) -> bool:
    """Whether the left side continues the same chain of `+ -` or of `* /`."""
    return isinstance(node.left, Binary) and (node.op in "+-") == (node.left.op in "+-")


def computed(node: Node) -> bool:
    """Whether arithmetic stands in it, so that its last digits are not to be trusted."""
    return any(
        isinstance(n, Binary) or (isinstance(n, Call) and n.function == "change")
        for n in walk(node)
    )
