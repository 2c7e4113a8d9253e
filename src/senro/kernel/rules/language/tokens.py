"""Characters to words, refusing what the language does not know."""

import re
import unicodedata
from dataclasses import dataclass

from .errors import RuleError, refuse
from .names import MAX_LENGTH


@dataclass(frozen=True)
class Token:
    """A word of a rule: `kind` is name, number, text, op or end."""

    kind: str
    text: str
    pos: int

    @property
    def upper(self) -> str:
        """The word as a keyword, when it is a bare word."""
        return self.text.upper() if self.kind == "name" else ""


_WORD = re.compile(
    r"(?P<space>[ \t\r\n\u3000]+)"
    r"|(?P<comment>--|/\*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<op><>|<=|>=|=(?!=)|[-+*/<>(),])"
)
_BROKEN_NUMBER = re.compile(r"[0-9.][\w.%]*")
_INSTEAD = {"!=": "<>", "==": "=", "&&": "AND", "||": "OR"}
_QUOTES = '"`“”‘’「」'


def tokenize(text: str) -> list[Token]:
    """The words of a rule with an `end` behind them; raises RuleError."""
    if len(text) > MAX_LENGTH:
        raise refuse("too_long", MAX_LENGTH)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            raise _refusal(text, position)
        kind = match.lastgroup or ""
        if kind == "comment":
            raise refuse("comment", position)
        if kind == "text":
            _refuse_controls(match.group(), position)
        if kind != "space":
            tokens.append(Token(kind, match.group(), position))
        position = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _refuse_controls(literal: str, position: int) -> None:
    for offset, character in enumerate(literal):
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise refuse("bad_character", position + offset, found=_shown(character))


def _refusal(text: str, position: int) -> RuleError:
    character = text[position]
    if character == "'":
        return refuse("unclosed_text", position)
    if character in _QUOTES:
        return refuse("double_quotes", position)
    if character == "#":
        return refuse("comment", position)
    if broken := _BROKEN_NUMBER.match(text, position):
        digits = re.match(r"[0-9]+", broken.group())
        return refuse(
            "bad_number", position, [digits.group()] if digits else [], found=broken.group()
        )
    pair = text[position : position + 2]
    if pair in _INSTEAD:
        return refuse("bad_character", position, [_INSTEAD[pair]], found=pair)
    half = unicodedata.normalize("NFKC", character)
    instead = [half] if half != character and half.isascii() and half.strip() else []
    return refuse("bad_character", position, instead, found=_shown(character))


def _shown(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"
