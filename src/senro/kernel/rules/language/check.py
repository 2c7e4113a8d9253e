"""Names and types of a tree. Quoted literals and NULL take the type of what they meet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .errors import RuleError, refuse
from .magnitude import refuse_nesting, refuse_overflow
from .names import (
    FOREIGN,
    FUNCTIONS,
    MAX_BACK,
    MAX_DAYS,
    MAX_HELD,
    MAX_MONTHS,
    Name,
)
from .suggest import alike
from .text import render
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
    walk,
)

_WHOLE = {
    "days": (-MAX_DAYS, MAX_DAYS),
    "months": (-MAX_MONTHS, MAX_MONTHS),
    "back": (1, MAX_BACK),
    "held": (1, MAX_HELD),
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCALARS = ("number", "text", "date")


def typed(tree: Node, names: Mapping[str, Name]) -> Node:
    """The tree with a type on every node but open literals; raises RuleError."""
    checked = _Checker(names).check(tree)
    refuse_nesting(checked)
    return checked


def settle(node: Node, wanted: str) -> Node:
    """Gives an open literal its type; refuses a node of another type."""
    if node.type is not None:
        if node.type == wanted:
            return node
        if isinstance(node, Ref) and node.type == "list":
            raise refuse("is_list", node.pos, found=node.name)
        raise refuse("type_mismatch", node.pos, actual=node.type, expected=wanted)
    if isinstance(node, Call):
        return replace(node, args=tuple(settle(arg, wanted) for arg in node.args), type=wanted)
    if isinstance(node, Literal) and isinstance(node.value, str):
        return replace(node, value=_quoted(node, node.value, wanted), type=wanted)
    return replace(node, type=wanted)


def _quoted(node: Node, text: str, wanted: str) -> str | date:
    if wanted == "text":
        return text
    if wanted != "date":
        raise refuse("quoted_number", node.pos)
    try:
        if not _ISO.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("bad_date", node.pos, found=text) from None


class _Checker:
    def __init__(self, names: Mapping[str, Name]) -> None:
        self.names = names
        self.inside_held = False

    def check(self, node: Node) -> Node:
        return getattr(self, "_" + type(node).__name__.lower())(node)  # type: ignore[no-any-return]

    def _literal(self, node: Literal) -> Node:
        return node

    def _ref(self, node: Ref) -> Node:
        name = self.names.get(node.name)
        if name is None:
            name = _only(
                n for code, n in self.names.items() if code.casefold() == node.name.casefold()
            )
        if name is None:
            raise self._unknown(node)
        return replace(node, name=name.code, type=name.type)

    def _unknown(self, node: Ref) -> RuleError:
        if node.name.lower() in FUNCTIONS:
            function = FUNCTIONS[node.name.lower()]
            return refuse("argument_count", node.pos, found=function.name, usage=function.usage)
        if node.name.upper() in FOREIGN:
            return refuse("not_in_language", node.pos, found=node.name)
        return refuse("unknown_name", node.pos, alike(node.name, self.names), found=node.name)

    def _negative(self, node: Negative) -> Node:
        return replace(node, arg=self._number(node.arg), type="number")

    def _binary(self, node: Binary) -> Node:
        left, right = self.check(node.left), self.check(node.right)
        if "date" in (left.type, right.type):
            raise refuse("date_arithmetic", node.pos)
        node = replace(
            node, left=settle(left, "number"), right=settle(right, "number"), type="number"
        )
        refuse_overflow(node)
        return node

    def _number(self, node: Node) -> Node:
        return settle(self.check(node), "number")

    def _compare(self, node: Compare) -> Node:
        left, right = self._alike((node.left, node.right), (*_SCALARS, "boolean"))
        if left.type == "boolean" and node.op not in ("=", "<>"):
            raise refuse("no_order", node.pos)
        return replace(node, left=left, right=right, type="boolean")

    def _between(self, node: Between) -> Node:
        arg, low, high = self._alike((node.arg, node.low, node.high), _SCALARS)
        return replace(node, arg=arg, low=low, high=high, type="boolean")

    def _in(self, node: In) -> Node:
        arg, *items = self._alike((node.arg, *node.items), _SCALARS)
        return replace(node, arg=arg, items=tuple(items), type="boolean")

    def _alike(self, nodes: Iterable[Node], allowed: tuple[str, ...]) -> list[Node]:
        """All of one type: that of the first that has one; text when none has."""
        checked = [self.check(n) for n in nodes]
        first = next((n for n in checked if n.type is not None), None)
        wanted = first.type if first and first.type else "text"
        if first and wanted not in allowed:
            if isinstance(first, Ref) and wanted == "list":
                raise refuse("is_list", first.pos, found=first.name)
            if wanted == "boolean":
                raise refuse("no_order", first.pos)
            raise refuse("type_mismatch", first.pos, actual=wanted, expected="same")
        return [settle(n, wanted) for n in checked]

    def _isnull(self, node: IsNull) -> Node:
        arg = self.check(node.arg)
        return replace(node, arg=arg if arg.type else settle(arg, "text"), type="boolean")

    def _not(self, node: Not) -> Node:
        return replace(node, arg=settle(self.check(node.arg), "boolean"), type="boolean")

    def _logic(self, node: Logic) -> Node:
        args = tuple(settle(self.check(arg), "boolean") for arg in node.args)
        return replace(node, args=args, type="boolean")

    def _call(self, node: Call) -> Node:
        function = FUNCTIONS.get(node.function.lower())
        if function is None:
            if node.function.upper() in FOREIGN:
                raise refuse("not_in_language", node.pos, found=node.function)
            raise refuse(
                "unknown_function", node.pos, alike(node.function, FUNCTIONS), found=node.function
            )
        wanted = len(function.arguments)
        if len(node.args) < wanted or (len(node.args) > wanted and not function.repeat):
            raise refuse("argument_count", node.pos, found=function.name, usage=function.usage)
        node = replace(node, function=function.name)
        if function.repeat:
            return self._same(node)
        if function.name == "held":
            return self._held(node)
        args = zip(function.arguments, node.args, strict=True)
        return replace(
            node, args=tuple(self._argument(k, a) for k, a in args), type=function.result
        )

    def _same(self, node: Call) -> Node:
        checked = [self.check(arg) for arg in node.args]
        first = next((n for n in checked if n.type is not None), None)
        if first is None:
            return replace(node, args=tuple(checked))
        allowed = (*_SCALARS, "boolean") if node.function == "coalesce" else _SCALARS
        args = tuple(self._alike(node.args, allowed))
        return replace(node, args=args, type=args[0].type)

    def _held(self, node: Call) -> Node:
        if self.inside_held:
            raise refuse("nested_history", node.pos)
        self.inside_held = True
        condition = settle(self.check(node.args[0]), "boolean")
        self.inside_held = False
        return replace(node, args=(condition, self._argument("held", node.args[1])), type="boolean")

    def _argument(self, kind: str, node: Node) -> Node:
        if kind in _WHOLE:
            return _whole(node, *_WHOLE[kind])
        if kind == "metric":
            return self._metric(node)
        if kind == "list":
            return self._list(node)
        checked = settle(self.check(node), kind)
        if kind == "text" and isinstance(checked, Literal) and isinstance(checked.value, str):
            _refuse_list_value(checked)
        return checked

    def _metric(self, node: Node) -> Node:
        if not isinstance(node, Ref):
            raise refuse("not_a_metric", node.pos, found=render(node))
        checked = settle(self.check(node), "number")
        assert isinstance(checked, Ref)
        if self.names[checked.name].kind != "metric":
            raise refuse("not_a_metric", node.pos, found=checked.name)
        return checked

    def _list(self, node: Node) -> Node:
        checked = self.check(node)
        if not isinstance(checked, Ref) or checked.type != "list":
            raise refuse("type_mismatch", node.pos, actual=checked.type or "text", expected="list")
        return checked


def _whole(node: Node, low: int, high: int) -> Node:
    value = node.value if isinstance(node, Literal) else None
    if not isinstance(value, Decimal) or value != int(value) or not low <= value <= high:
        raise refuse("whole_number", node.pos, low=low, high=high)
    return node


def _refuse_list_value(node: Literal) -> None:
    # lists are stored as |A|C|: such a value could match across the border of two
    if node.value == "" or "|" in str(node.value):
        raise refuse("list_value", node.pos)


def _only(names: Iterable[Name]) -> Name | None:
    found = list(names)
    return found[0] if len(found) == 1 else None


def uses_history(tree: Node) -> bool:
    """Whether the tree asks for what was before today."""
    return any(isinstance(n, Call) and FUNCTIONS[n.function].history for n in walk(tree))
