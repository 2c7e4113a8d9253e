"""What may be written next, for an editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .errors import RuleError
from .names import FUNCTIONS, KEYWORDS, Name
from .tokens import Token, tokenize

_AT_MOST = 50
_AFTER_VALUE = ("AND", "OR", "BETWEEN", "IN", "IS", "NOT")
_OPERATORS = ("=", "<>", "<", "<=", ">", ">=")
_BEFORE_VALUE = ("NOT", "TRUE", "FALSE", "NULL")


@dataclass(frozen=True)
class Completion:
    """`text` takes the place of what stands from `start` to the cursor."""

    text: str
    kind: Literal["name", "function", "keyword", "operator"]
    label: Mapping[str, str] = field(hash=False)
    start: int


def complete(text: str, position: int, names: Mapping[str, Name]) -> list[Completion]:
    """The words that fit at a cursor: names and functions, or what may follow a value."""
    try:
        tokens = tokenize(text[:position])[:-1]
    except RuleError:
        return []
    typed = tokens[-1] if tokens and _touches(tokens[-1], position) else None
    before = tokens[:-1] if typed else tokens
    prefix, start = (typed.text, typed.pos) if typed else ("", min(position, len(text)))
    if before and _ends_value(before[-1]):
        words = _AFTER_VALUE if prefix else (*_OPERATORS, *_AFTER_VALUE)
        found = [_word(w, start) for w in words if w.startswith(prefix.upper())]
    else:
        found = [
            *_values(prefix, start, names),
            *(_word(w, start) for w in _BEFORE_VALUE if _begins(w, prefix)),
        ]
    return found[:_AT_MOST]


def _values(prefix: str, start: int, names: Mapping[str, Name]) -> list[Completion]:
    fitting = [n for n in names.values() if _begins(n.code, prefix) or _labelled(n, prefix)]
    fitting.sort(key=lambda n: (not _begins(n.code, prefix), n.code))
    found = [Completion(n.code, "name", n.label, start) for n in fitting]
    found += [
        Completion(f.name + "(", "function", {"ja": f.ja, "en": f.en}, start)
        for f in FUNCTIONS.values()
        if _begins(f.name, prefix)
    ]
    return found


def _labelled(name: Name, prefix: str) -> bool:
    wanted = prefix.casefold()
    labels = [label.casefold() for label in name.label.values()]
    return bool(prefix) and any(
        word.startswith(wanted) for label in labels for word in (label, *label.split())
    )


def _begins(word: str, prefix: str) -> bool:
    return word.casefold().startswith(prefix.casefold())


def _word(word: str, start: int) -> Completion:
    kind: Literal["keyword", "operator"] = "keyword" if word.isalpha() else "operator"
    return Completion(word, kind, {"ja": word, "en": word}, start)


def _touches(token: Token, position: int) -> bool:
    return token.kind == "name" and token.pos + len(token.text) >= position


def _ends_value(token: Token) -> bool:
    if token.kind == "name":
        return token.upper not in KEYWORDS or token.upper in ("TRUE", "FALSE", "NULL")
    return token.kind in ("number", "text") or token.text == ")"
