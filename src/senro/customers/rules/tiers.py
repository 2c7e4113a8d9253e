"""Tiers and the words people write for them."""

from __future__ import annotations

import unicodedata
from typing import Final

_WORDS: Final = {
    "ENT": ("ent", "enterprise", "エンタープライズ", "エンプラ", "大手", "大企業"),
    "MM": ("mm", "midmarket", "mid-market", "ミッドマーケット", "中堅", "中堅企業"),
    "SMB": ("smb", "smallbusiness", "中小", "中小企業", "スモール"),
}
_CODES: Final = {word: code for code, words in _WORDS.items() for word in words}


def tier_of(text: str) -> str | None:
    """The code of a tier from the words people write, or None."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    return _CODES.get(plain)
