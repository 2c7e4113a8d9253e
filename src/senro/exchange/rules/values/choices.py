"""Words that stand for a code: choices, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from senro.exchange.rules.fields import Field
from senro.exchange.rules.said import Refused
from senro.exchange.rules.values.text import as_text, clean, read_text

YES = frozenset(
    [
        "1",
        "true",
        "t",
        "yes",
        "y",
        "on",
        "はい",
        "有",
        "有り",
        "あり",
        "ある",
        "済",
        "済み",
        "該当",
        "○",
        "◯",
        "〇",
        "●",
        "◎",
        "✓",
        "✔",
        "☑",
        "レ",
        "必要",
        "可",
        "在",
        "有効",
    ]
)
NO = frozenset(
    [
        "0",
        "false",
        "f",
        "no",
        "n",
        "off",
        "いいえ",
        "無",
        "無し",
        "なし",
        "ない",
        "未",
        "未済",
        "非該当",
        "×",
        "✕",
        "✖",
        "x",
        "☐",
        "不要",
        "不可",
        "不在",
        "無効",
    ]
)
_LOOSE = re.compile(r"[\s_・\-‐－/／.。()（）【】]+")


def loose(text: str) -> str:
    """A word without what people spell differently: width, case, blanks, hyphens."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text).casefold())


def read_boolean(cell: Any) -> bool | Refused:
    """Yes or no in the words of forms and exports."""
    if isinstance(cell, bool):
        return cell
    word = unicodedata.normalize("NFKC", clean(cell)).casefold()
    if word in YES or word in NO:
        return word in YES
    return Refused("boolean_invalid", {"value": as_text(cell)})


@lru_cache(maxsize=512)
def words_of(field: Field) -> dict[str, str]:
    """Every spelling of every choice, loosely, with its code; the codes themselves win."""
    words: dict[str, str] = {}
    for choice in field.choices:
        for word in (choice.ja, choice.en, *choice.words):
            words.setdefault(loose(word), choice.code)
    return words | {loose(choice.code): choice.code for choice in field.choices}


def choice_reader(field: Field) -> Callable[[Any], str | Refused]:
    """Read one of the field's choices; an open field passes other words on as they are."""
    words = words_of(field)

    def read(cell: Any) -> str | Refused:
        text = clean(cell)
        code = words.get(loose(text))
        if code is not None:
            return code
        if field.open_choices:
            return read_text(cell, field.max_length)
        return Refused(
            "choice_invalid", {"value": text, "choices": tuple(one.ja for one in field.choices)}
        )

    return read


def list_choice_codes(field: Field, parts: tuple[str, ...]) -> tuple[str, ...] | Refused:
    """The codes of the parts of a list whose field declares choices."""
    words, codes = words_of(field), []
    for part in parts:
        code = words.get(loose(part))
        if code is None and not field.open_choices:
            return Refused(
                "choice_invalid", {"value": part, "choices": tuple(one.ja for one in field.choices)}
            )
        codes.append(code or part)
    return tuple(dict.fromkeys(codes))
