"""Folding of names to one form, so that a search finds them however they are typed."""

from __future__ import annotations

import unicodedata

# Hiragana U+3041..3096 stand 0x60 before their katakana.
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_IGNORED = dict.fromkeys(map(ord, " \t\n\r・･.,，、。'’\"“”‐‑–—−-_/()（）「」"))
# NFKC has already turned ㈱ into (株) and ㍿ into 株式会社.
_FORMS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社会福祉法人",
    "医療法人",
    "学校法人",
    "(株)",
    "(有)",
    "(同)",
)


def fold(text: str, *, corporate_forms: bool = True) -> str:
    """One form of a text: NFKC, lower case, katakana, no blanks or punctuation, no 株式会社.

    A text that consists of a corporate form alone stays, so that it can still be searched for.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        if corporate_forms:
            plain = _without_forms(plain)
        plain = unicodedata.normalize("NFKC", plain.translate(_HIRAGANA_TO_KATAKANA))
    return plain.casefold().translate(_IGNORED)


def _without_forms(text: str) -> str:
    if "社" not in text and "(" not in text and "法人" not in text:
        return text
    rest = text
    for form in _FORMS:
        if form in rest:
            rest = rest.replace(form, "")
    return rest if rest.strip() else text


def search_text(*parts: str) -> str:
    """What is stored beside a row: its folded names, apart, so that none runs into the next."""
    return " ".join(folded for folded in (fold(part) for part in parts if part) if folded)
