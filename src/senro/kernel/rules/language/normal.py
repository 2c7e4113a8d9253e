"""A tree as people say it: NOT moved inward, the name before the number, no `= TRUE`."""

from dataclasses import replace

from .tree import Between, Compare, In, IsNull, Literal, Logic, Node, Not

_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def normal(node: Node, negated: bool = False) -> Node:
    """A tree with the same truth, whose leaves are single statements."""
    match node:
        case Not():
            return normal(node.arg, not negated)
        case Logic():
            args = tuple(normal(arg, negated) for arg in node.args)
            return replace(
                node, op={"AND": "OR", "OR": "AND"}[node.op] if negated else node.op, args=args
            )
        case Between() | In() | IsNull():
            return replace(node, negated=node.negated is not negated)
        case Compare():
            return _compared(node, negated)
        case Literal(value=bool() as value):
            return replace(node, value=value is not negated)
        case Literal():
            return node
    return Not(node, pos=node.pos, type="boolean") if negated else node


def _compared(node: Compare, negated: bool) -> Node:
    left, right, op = node.left, node.right, _OPPOSITE[node.op] if negated else node.op
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right, op = right, left, Compare.FLIP[op]
    if isinstance(right, Literal) and isinstance(right.value, bool):
        return normal(left, negated=(op == "=") is not right.value)
    return replace(node, op=op, left=left, right=right)
