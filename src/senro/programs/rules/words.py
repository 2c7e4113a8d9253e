"""Words of the method: data in both languages, not messages of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Words:
    """One thing's name in Japanese and English."""

    ja: str = ""
    en: str = ""

    def of(self, locale: str) -> str:
        """The name in a language, or in the other one where it is missing."""
        return (self.ja or self.en) if locale.startswith("ja") else (self.en or self.ja)

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)


NO_WORDS = Words()


def words(value: Any) -> Words:
    """Words from the body of a version: a mapping, or one text for both."""
    if isinstance(value, Mapping):
        return Words(str(value.get("ja") or ""), str(value.get("en") or ""))
    return Words(str(value or ""), str(value or ""))
