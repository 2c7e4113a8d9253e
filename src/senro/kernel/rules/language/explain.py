"""Why a rule is true, false or unknown for one row, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .describe import said
from .evaluate import PastValues, Row, Value
from .normal import normal
from .phrases import Phrases
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
    Node,
    Not,
    Ref,
    refs,
    walk,
)


@dataclass(frozen=True)
class Part:
    """One statement of a rule: what it says of this row, its truth, the names and their values."""

    text: str
    truth: bool | None
    names: tuple[str, ...]
    values: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True)
class Explanation:
    """The truth of a rule, the sentence that decides it, and every part of it."""

    truth: bool | None
    text: str
    parts: tuple[Part, ...]


def explain(
    rule: Rule,
    values: Mapping[str, object],
    *,
    today: date,
    locale: str,
    history: PastValues | None = None,
) -> Explanation:
    """Explains a rule for one row; `values` as for `evaluate`."""
    explainer = _Explainer(Phrases(rule, locale), Row(values, today, history))
    tree = normal(rule.tree)
    parts = {id(atom): explainer.part(atom) for atom in _atoms(tree)}
    decisive = [parts[id(atom)].text for atom in explainer.decisive(tree)]
    text = explainer.words.sentences.join(dict.fromkeys(decisive))
    return Explanation(explainer.row.truth(tree), text, tuple(parts.values()))


def _atoms(node: Node) -> Iterator[Node]:
    if isinstance(node, Logic):
        for arg in node.args:
            yield from _atoms(arg)
    else:
        yield node


class _Explainer:
    def __init__(self, phrases: Phrases, row: Row) -> None:
        self.phrases = phrases
        self.words = phrases.words
        self.row = row

    def decisive(self, node: Node) -> Iterator[Node]:
        """The statements that make the whole what it is."""
        if not isinstance(node, Logic):
            yield node
            return
        truth = self.row.truth(node)
        for arg in node.args:
            if self.row.truth(arg) is truth:
                yield from self.decisive(arg)

    def part(self, node: Node) -> Part:
        truth = self.row.truth(node)
        names = refs(node)
        text = self.unknown(node) if truth is None else self.known(node, truth)
        return Part(text, truth, names, {n: self.row.values.get(n) for n in names})

    def unknown(self, node: Node) -> str:
        missing = [n for n in refs(node) if self.row.values.get(n) is None]
        if missing:
            known = self.phrases.rule.known
            titles = [known[n].title(self.phrases.locale) for n in missing]  # type: ignore[arg-type]
            return self.words.no_data.format(names=self.words.items.join(titles))
        for part in walk(node):
            if (
                isinstance(part, Binary)
                and part.op == "/"
                and self.row.number(part.right, True) == 0
            ):
                return self.words.by_zero.format(name=self.phrases.of(part.right))
        return self.words.no_result.format(name=said(node, self.phrases))

    def known(self, node: Node, truth: bool) -> str:
        """`truth` is that of the statement as written, so of its words."""
        match node:
            case Compare() if node.left.type != "boolean":
                return self.compared(node, truth)
            case Between():
                return self.between(node, truth is not node.negated)
            case In():
                return self.one_of(node, truth is not node.negated)
            case IsNull() if self.phrases.name(node.arg):
                forms = self.words.is_null
                return forms[truth is node.negated].format(name=self.phrases.of(node.arg))
            case Not(arg=Ref() | Call() as arg):
                return self.statement(arg, not truth)
            case Ref() | Call():
                return self.statement(node, truth)
            case Literal():
                return self.words.constant[truth]
        return self.words.other[not truth].format(name=said(node, self.phrases))

    def statement(self, node: Node, truth: bool) -> str:
        if isinstance(node, Ref):
            return self.words.flag[not truth].format(name=self.phrases.of(node))
        if isinstance(node, Call) and node.function == "has":
            values, wanted = self.row.value(node.args[0]), self.row.value(node.args[1])
            return self.words.has[not truth].format(
                name=self.phrases.of(node.args[0]), value=self.phrases.stored_list(values), b=wanted
            )
        return self.words.other[not truth].format(name=said(node, self.phrases))

    def compared(self, node: Compare, truth: bool) -> str:
        style = self.phrases.style(node.left) or self.phrases.style(node.right)
        left, right = self.row.value(node.left), self.row.value(node.right)
        b = self.other_side(node.right, style, left)
        name, value = self.phrases.of(node.left, style), self.phrases.show(left, style, right)
        if node.op in ("=", "<>"):
            form = self.words.equal[truth is not (node.op == "=")]
            text = form.format(name=name, value=value, b=b)
        else:
            forms = self.words.date if node.left.type == "date" else self.words.number
            text = forms[node.op][not truth].format(a=self.this_side(node.left, name, value), b=b)
        return text + self.made_of(node.left)

    def this_side(self, node: Node, name: str, value: str) -> str:
        """「アクティブ率 0.42」, or 「利用者 + 1 = 22」 for what has no name of its own."""
        if isinstance(node, Literal):
            return name
        return f"{name} {value}" if self.phrases.name(node) else f"{name} = {value}"

    def other_side(self, node: Node, style: object, apart: Value = None) -> str:
        """The value compared with; where it comes from in brackets, unless it is written out."""
        shown = self.phrases.show(self.row.value(node), style, apart)  # type: ignore[arg-type]
        if isinstance(node, Literal):
            return shown
        return shown + self.words.brackets.format(
            self.phrases.of(node, row=self.row if _has_names(node) else None)
        )

    def made_of(self, node: Node) -> str:
        parts = self.phrases.parts(node, self.row)
        return self.words.brackets.format(parts) if parts else ""

    def between(self, node: Between, inside: bool) -> str:
        style = self.phrases.style(node.arg)
        value = self.phrases.show(self.row.value(node.arg), style)
        a = self.this_side(node.arg, self.phrases.of(node.arg, style), value)
        low, high = (self.other_side(n, style) for n in (node.low, node.high))
        return self.words.between[not inside].format(a=a, low=low, high=high) + self.made_of(
            node.arg
        )

    def one_of(self, node: In, inside: bool) -> str:
        style = self.phrases.style(node.arg)
        return self.words.one_of[not inside].format(
            name=self.phrases.of(node.arg, style),
            value=self.phrases.show(self.row.value(node.arg), style),
            items=self.words.items.join(self.phrases.of(item, style) for item in node.items),
        )


def _has_names(node: Node) -> bool:
    return bool(refs(node)) and not isinstance(node, Ref)
