"""A rule in words, without values."""

from .looks import days
from .normal import normal
from .phrases import Phrases
from .rule import Rule
from .tree import Between, Call, Compare, In, IsNull, Literal, Logic, Node, Not


def describe(rule: Rule, locale: str) -> str:
    """What a rule asks for, as a person would read it out."""
    phrases = Phrases(rule, locale)
    return said(normal(rule.tree), phrases) if rule.type == "boolean" else phrases.of(rule.tree)


def said(node: Node, phrases: Phrases) -> str:
    """A normalised condition in words."""
    words = phrases.words
    match node:
        case Logic():
            return words.joins[node.op].join(_inner(arg, phrases) for arg in node.args)
        case Literal(value=value):
            return words.constant[value]  # type: ignore[index]
        case Compare() if node.left.type == "boolean":
            a, b = (f"({said(normal(side), phrases)})" for side in (node.left, node.right))
            return words.said[node.op].format(a=a, b=b)
        case Compare():
            style = phrases.style(node.left) or phrases.style(node.right)
            forms = words.said_date if node.left.type == "date" else words.said
            return forms[node.op].format(
                a=phrases.of(node.left, style), b=phrases.of(node.right, style)
            )
        case Between() | In() | IsNull():
            return _asked(node, phrases)
        case Not():
            return _statement(node.arg, phrases, negated=True)
    return _statement(node, phrases, negated=False)


def _inner(node: Node, phrases: Phrases) -> str:
    text = said(node, phrases)
    return f"({text})" if isinstance(node, Logic) else text


def _asked(node: Between | In | IsNull, phrases: Phrases) -> str:
    say = phrases.words.say
    if isinstance(node, IsNull):
        is_condition = node.arg.type == "boolean" and phrases.name(node.arg) is None
        a = f"({said(normal(node.arg), phrases)})" if is_condition else phrases.of(node.arg)
        return say["is_null"][node.negated].format(a=a)
    style = phrases.style(node.arg)
    a = phrases.of(node.arg, style)
    if isinstance(node, In):
        items = phrases.words.items.join(phrases.of(item, style) for item in node.items)
        return say["one_of"][node.negated].format(a=a, items=items)
    low, high = phrases.of(node.low, style), phrases.of(node.high, style)
    return say["between"][node.negated].format(a=a, low=low, high=high)


def _statement(node: Node, phrases: Phrases, negated: bool) -> str:
    say = phrases.words.say
    if isinstance(node, Call) and node.function == "has":
        return say["has"][negated].format(a=phrases.of(node.args[0]), b=phrases.of(node.args[1]))
    if isinstance(node, Call) and node.function == "held":
        inner = said(normal(node.args[0]), phrases)
        return say["held"][negated].format(a=inner, days=days(node.args[1]))
    if isinstance(node, Call):
        args = phrases.words.items.join(said(normal(arg), phrases) for arg in node.args)
        return say["other"][negated].format(a=f"{node.function}({args})")
    return say["flag"][negated].format(a=phrases.of(node))
