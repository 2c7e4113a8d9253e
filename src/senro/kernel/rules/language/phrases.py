"""Values and value expressions in words, with or without the numbers of one row."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from ..writing import percent
from .check import typed
from .errors import RuleError
from .evaluate import Row, Value
from .looks import days
from .names import TOLERANCE, Name
from .parse import parse
from .rule import Rule
from .text import render
from .tree import Binary, Call, Literal, Negative, Node, Ref, refs
from .words import WORDS

_SHOWN_DIGITS = 2
_MOST_DIGITS = 6
_SIGNS = {"*": "×", "+": "+", "-": "-", "/": "/"}


class Phrases:
    """The words of one rule in one language."""

    def __init__(self, rule: Rule, locale: str) -> None:
        self.rule = rule
        self.locale = "ja" if locale.startswith("ja") else "en"
        self.words = WORDS[self.locale]

    def of(self, node: Node, style: Name | None = None, row: Row | None = None) -> str:
        """A value expression; with a row, each name is followed by its value."""
        named = self.name(node)
        if named and not (row and isinstance(node, Binary)):
            shown = f" {self.show(row.value(node), named)}" if row else ""
            return named.title(self.locale) + shown  # type: ignore[arg-type]
        match node:
            case Literal(value=Decimal() as value):
                return self._written(value, style)
            case Literal(value=(str() | date() | None) as value):
                return self.show(value, style)
            case Negative():
                return "-" + self._tight(node.arg, row, 3)
            case Binary():
                level = _level(node)
                left, right = (
                    self._tight(node.left, row, level),
                    self._tight(node.right, row, level + 1),
                )
                return f"{left} {_SIGNS[node.op]} {right}"
            case Call():
                return self._call(node, style, row)
        return render(node)

    def name(self, node: Node) -> Name | None:
        """The name that a node is, or whose formula it is."""
        if isinstance(node, Ref):
            return self.rule.known.get(node.name)
        return self._formulas.get(render(node)) if isinstance(node, Binary | Call) else None

    def style(self, node: Node) -> Name | None:
        """The name whose unit the value of a node has."""
        if named := self.name(node):
            return named
        if isinstance(node, Call) and node.function == "days_between":
            return Name("", "number", {}, unit={"ja": "日", "en": "days"})
        if isinstance(node, Call) and node.args and node.type == "number":
            return next((s for s in map(self.style, node.args) if s), None)
        if isinstance(node, Binary) and node.op in "+-":
            return self.style(node.left) or self.style(node.right)
        return self.style(node.arg) if isinstance(node, Negative) else None

    def parts(self, node: Node, row: Row) -> str:
        """The numbers a value is made of: 「利用者 21 / 枠 50」; empty for a plain one."""
        if isinstance(node, Ref):
            tree = self._formula_of(node)
            known = tree and all(row.values.get(n) is not None for n in refs(tree))
            return self.of(tree, row=row) if tree and known else ""
        return self.of(node, row=row) if isinstance(node, Binary) else ""

    def show(self, value: Value, style: Name | None = None, apart: Value = None) -> str:
        """A value with its unit; `apart` is a value that it must not seem to equal."""
        if isinstance(value, bool):
            return self.words.yes[not value]
        if isinstance(value, float):
            return self._number(value, style, apart)
        if isinstance(value, date):
            return value.isoformat()
        return self.words.empty if value in ("", None) else str(value)

    def stored_list(self, value: Value) -> str:
        """The items of `|A|C|`."""
        return self.words.items.join(str(value).strip("|").split("|")) or self.words.empty

    def _written(self, value: Decimal, style: Name | None) -> str:
        """A number of the rule itself, every digit of it."""
        percent = style is not None and style.percent
        return self._with_unit(_trimmed(value * 100 if percent else value), style)

    def _number(self, value: float, style: Name | None, apart: Value) -> str:
        scale = 100 if style and style.percent else 1
        shown, digits = "", 1 if scale == 100 else _SHOWN_DIGITS
        while digits <= _MOST_DIGITS:
            shown = _rounded(value, scale, digits)
            same = isinstance(apart, float) and abs(apart - value) > TOLERANCE
            if not same or shown != _rounded(float(apart), scale, digits):  # type: ignore[arg-type]
                break
            digits += 1
        return self._with_unit(shown, style)

    def _with_unit(self, shown: str, style: Name | None) -> str:
        if style and style.percent:
            return percent(shown)
        unit = style.unit if style else ""
        text = unit if isinstance(unit, str) else unit.get(self.locale, "")
        return shown + (" " if text and self.locale == "en" else "") + text

    def _call(self, node: Call, style: Name | None, row: Row | None) -> str:
        if node.function in ("add_days", "add_months"):
            amount = days(node.args[1])
            form = self.words.calls[node.function[4:]]
            return form.format(
                a=self.of(node.args[0], row=row), n=abs(amount), way=self.words.ways[amount < 0]
            )
        if node.function in ("ago", "change"):
            inner = self.of(node.args[0])
            return self.words.functions[node.function].format(inner, n=days(node.args[1]))
        style = style or self.style(node)
        args = [self.of(arg, style, row) for arg in node.args]
        if node.function not in self.words.functions:
            return render(node)
        form = self.words.functions[node.function]
        if node.function == "coalesce":
            text = args[-1]
            for arg in reversed(args[:-1]):
                text = form.format(arg, text)
            return text
        return form.format(*args, all=self.words.items.join(args))

    def _tight(self, node: Node, row: Row | None, level: int) -> str:
        text = self.of(node, row=row)
        return text if _level(node) >= level or (self.name(node) and not row) else f"({text})"

    @cached_property
    def _formulas(self) -> dict[str, Name]:
        """Canonical text of each named formula; one that does not parse names nothing."""
        found = {}
        for name in self.rule.known.values():
            tree = _parsed(name.formula)
            if tree:
                found[render(tree)] = name
        return found

    def _formula_of(self, node: Ref) -> Node | None:
        name = self.rule.known.get(node.name)
        tree = _parsed(name.formula) if name else None
        return tree and _with_types(tree, self.rule)


def _parsed(formula: str) -> Node | None:
    try:
        return parse(formula) if formula else None
    except RuleError:
        return None


def _with_types(tree: Node, rule: Rule) -> Node | None:
    try:
        return typed(tree, rule.known)
    except RuleError:
        return None


def _level(node: Node) -> int:
    if isinstance(node, Binary):
        return 1 if node.op in "+-" else 2
    return 0 if isinstance(node, Call) else 3


def _rounded(value: float, scale: int, digits: int) -> str:
    """Half up, thousands marked, useless zeros left out."""
    exact = Decimal(repr(value)) * scale
    return _trimmed(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _trimmed(number: Decimal) -> str:
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
