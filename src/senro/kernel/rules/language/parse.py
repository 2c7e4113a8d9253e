"""Text to tree. A small parser of our own: exact places, a hard limit on size and depth.

Precedence, as in SQL: OR, AND, NOT, comparison, `+ -`, `* /`, minus.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from .errors import RuleError, refuse
from .names import FOREIGN, KEYWORDS, MAX_DEPTH, MAX_DIGITS, MAX_NODES
from .tokens import Token, tokenize
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

_COMPARISONS = frozenset(Compare.FLIP)
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}


def parse(text: str) -> Node:
    """The tree of a text, names and types not yet looked at; raises RuleError."""
    parser = _Parser(tokenize(text))
    if parser.token.kind == "end":
        raise refuse("empty", 0)
    tree = parser.disjunction()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.nodes = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def advance(self) -> Token:
        token = self.token
        self.index += token.kind != "end"
        return token

    def op(self, *texts: str) -> Token | None:
        """Takes the operator when it is next."""
        return self.advance() if self.token.kind == "op" and self.token.text in texts else None

    def word(self, keyword: str) -> Token | None:
        """Takes the keyword when it is next."""
        return self.advance() if self.token.upper == keyword else None

    def need(self, text: str) -> None:
        if not (self.word(text) if text.isalpha() else self.op(text)):
            raise self.unexpected([text])

    def unexpected(self, wanted: list[str] | None = None) -> RuleError:
        token = self.token
        if token.kind == "end":
            return refuse("unexpected_end", token.pos, wanted or [])
        before = self.tokens[max(self.index - 1, 0)]
        for word in (before, token):
            if word.upper in FOREIGN:
                return refuse("not_in_language", word.pos, found=word.text)
        return refuse("unexpected", token.pos, wanted or [], found=token.text)

    def counted(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise refuse("too_many_nodes", node.pos)
        return node

    def deeper(self, position: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refuse("too_deep", position)

    def disjunction(self) -> Node:
        return self.chain("OR", self.conjunction)

    def conjunction(self) -> Node:
        return self.chain("AND", self.negation)

    def chain(self, keyword: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.word(keyword):
            parts.append(part())
            self.counted(parts[-1])
        if len(parts) == 1:
            return parts[0]
        return Logic(keyword, _flat(keyword, parts), pos=parts[0].pos)

    def negation(self) -> Node:
        token = self.word("NOT")
        if not token:
            return self.comparison()
        self.deeper(token.pos)
        arg = self.negation()
        self.depth -= 1
        return self.counted(Not(arg, pos=token.pos))

    def comparison(self) -> Node:
        left = self.sum()
        node = self.predicate(left)
        if node is left:
            return left
        self.counted(node)
        if self.token.text in _COMPARISONS or self.token.upper in ("IS", "IN", "BETWEEN"):
            raise self.unexpected(["AND"])
        return node

    def predicate(self, left: Node) -> Node:
        pos = left.pos
        if token := self.op(*_COMPARISONS):
            return Compare(token.text, left, self.sum(), pos=pos)
        if self.word("IS"):
            negated = bool(self.word("NOT"))
            self.need("NULL")
            return IsNull(left, negated, pos=pos)
        negated = bool(self.word("NOT"))
        if self.word("BETWEEN"):
            low = self.sum()
            self.need("AND")
            return Between(left, low, self.sum(), negated, pos=pos)
        if self.word("IN"):
            self.need("(")
            return In(left, self.arguments(), negated, pos=pos)
        if negated:
            raise self.unexpected(["IN", "BETWEEN"])
        return left

    def arguments(self) -> tuple[Node, ...]:
        """One or more expressions and the closing bracket."""
        items = [self.bracketed()]
        while self.op(","):
            items.append(self.bracketed())
        self.need(")")
        return tuple(items)

    def bracketed(self) -> Node:
        self.deeper(self.token.pos)
        node = self.disjunction()
        self.depth -= 1
        return node

    def sum(self) -> Node:
        return self.operation(("+", "-"), self.product)

    def product(self) -> Node:
        return self.operation(("*", "/"), self.signed)

    def operation(self, ops: tuple[str, ...], part: Callable[[], Node]) -> Node:
        node = part()
        while token := self.op(*ops):
            node = self.counted(Binary(token.text, node, part(), pos=node.pos))
        return node

    def signed(self) -> Node:
        token = self.op("-")
        if not token:
            return self.primary()
        if self.token.kind == "number":
            return self.number(token)
        self.deeper(token.pos)
        arg = self.signed()
        self.depth -= 1
        if isinstance(arg, Literal) and isinstance(arg.value, Decimal):
            return replace(arg, value=-arg.value if arg.value else arg.value, pos=token.pos)
        return self.counted(Negative(arg, pos=token.pos))

    def number(self, minus: Token | None = None) -> Node:
        token = self.advance()
        value = Decimal(token.text)
        if len(token.text.replace(".", "").strip("0")) > MAX_DIGITS or not _in_range(value):
            raise refuse("bad_number", token.pos, found=token.text)
        # 0 has no sign, so that the canonical text is one text
        signed = -value if minus and value else value
        return self.counted(Literal(signed, pos=minus.pos if minus else token.pos, type="number"))

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "text":
            self.advance()
            return self.counted(Literal(token.text[1:-1].replace("''", "'"), pos=token.pos))
        if self.op("("):
            node = self.bracketed()
            self.need(")")
            return node
        if token.upper in _CONSTANTS:
            self.advance()
            value = _CONSTANTS[token.upper]
            return self.counted(
                Literal(value, pos=token.pos, type=None if value is None else "boolean")
            )
        if token.kind == "name" and token.upper not in KEYWORDS:
            return self.named()
        raise self.unexpected()

    def named(self) -> Node:
        token = self.advance()
        if not self.op("("):
            return self.counted(Ref(token.text, pos=token.pos))
        args = () if self.op(")") else self.arguments()
        return self.counted(Call(token.text, args, pos=token.pos))


def _in_range(value: Decimal) -> bool:
    return not value or Decimal("1e-15") <= value < Decimal("1e15")


def _flat(keyword: str, parts: list[Node]) -> tuple[Node, ...]:
    """A chain inside a chain of the same keyword is one chain."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.args if isinstance(part, Logic) and part.op == keyword else (part,))
    return tuple(flat)
