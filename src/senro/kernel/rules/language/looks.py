"""Which days back a rule looks at."""

from decimal import Decimal

from .names import LOOK_EVERY
from .tree import Call, Literal, Node, Ref, children


def days(node: Node) -> int:
    """The whole number of a duration, which the checker has made sure of."""
    assert isinstance(node, Literal) and isinstance(node.value, Decimal)
    return int(node.value)


def look_days(call: Call) -> range:
    """The days back at which `held` looks."""
    return range(0, days(call.args[1]), LOOK_EVERY)


def looks(node: Node, back: int = 0) -> frozenset[tuple[str, int]]:
    """The (name, days back) below a node, today's values left out."""
    if isinstance(node, Ref):
        return frozenset({(node.name, back)}) if back else frozenset()
    if isinstance(node, Call) and node.function in ("ago", "change"):
        now = looks(node.args[0], back) if node.function == "change" else frozenset()
        return now | looks(node.args[0], back + days(node.args[1]))
    if isinstance(node, Call) and node.function == "held":
        return frozenset().union(*(looks(node.args[0], back + day) for day in look_days(node)))
    return frozenset().union(*(looks(child, back) for child in children(node)))
