"""A rule over the fields of an event, as an Ibis expression of the same truth."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from senro.kernel.rules.language.tree import (
    Between,
    Compare,
    In,
    IsNull,
    Literal,
    Logic,
    Node,
    Not,
    Ref,
)

from .fields import FIELDS, parse_filter

_COMPARE = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_IBIS = {"text": str, "number": float, "boolean": bool}


def holds(rows: ir.Table, text: str, properties: Mapping[str, str]) -> ir.BooleanValue:
    """True for the rows of a filter; no filter, all of them."""
    if not text:
        return ibis.literal(True)
    return _Filter(rows, properties).truth(parse_filter(text, properties).tree)


def property_of(rows: ir.Table, code: str, kind: str) -> ir.Value:
    """A property of an event in its type; anything else is unknown."""
    return rows.properties.cast("json")[code].unwrap_as(_IBIS[kind])


class _Filter:
    def __init__(self, rows: ir.Table, properties: Mapping[str, str]) -> None:
        self.rows = rows
        self.properties = properties

    def truth(self, node: Node) -> Any:
        if isinstance(node, Logic):
            return reduce(and_ if node.op == "AND" else or_, map(self.truth, node.args))
        if isinstance(node, Not):
            return ~self.truth(node.arg)
        if isinstance(node, Compare):
            return _COMPARE[node.op](self.value(node.left), self.value(node.right))
        if isinstance(node, Between):
            value = self.value(node.arg)
            inside = (value >= self.value(node.low)) & (value <= self.value(node.high))
            return ~inside if node.negated else inside
        if isinstance(node, In):
            value = self.value(node.arg)
            found = reduce(or_, (value == self.value(item) for item in node.items))
            return ~found if node.negated else found
        if isinstance(node, IsNull):
            value = self.value(node.arg)
            return value.notnull() if node.negated else value.isnull()
        return self.value(node)

    def value(self, node: Node) -> Any:
        if isinstance(node, Ref):
            if node.name in FIELDS:
                return self.rows[FIELDS[node.name][0]]
            return property_of(self.rows, node.name, self.properties[node.name])
        assert isinstance(node, Literal)
        value = node.value
        return ibis.literal(float(value) if isinstance(value, Decimal) else value)
