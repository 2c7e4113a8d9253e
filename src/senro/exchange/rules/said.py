"""Values that can say themselves in Japanese and in English.

A refusal is kept as a code with parameters, so that it can be stored, counted and translated
at the moment somebody reads it, in that person's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from senro.exchange.rules.phrases import PHRASES

LONGEST_QUOTE = 40


def speak(code: str, params: Mapping[str, Any], locale: str = "ja") -> str:
    """The sentence of `code` in `locale` ("ja…" or anything else for English)."""
    japanese = locale.lower().startswith("ja")
    phrases = PHRASES.get(code)
    if phrases is None:
        return code
    shown = {name: _shown(value, japanese) for name, value in params.items()}
    return phrases[0 if japanese else 1].format_map(shown)


def _shown(value: Any, japanese: bool) -> str:
    if isinstance(value, tuple | list):
        return ("、" if japanese else ", ").join(_shown(one, japanese) for one in value)
    if isinstance(value, Said):
        return value.message("ja" if japanese else "en")
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


@dataclass(frozen=True)
class Said:
    """A code and its parameters, which together make a sentence."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, locale: str = "ja") -> str:
        """The sentence a person reads."""
        return speak(self.code, self.params, locale)


class Refused(Said):
    """Why a cell or a row was not taken."""


class Reason(Said):
    """Why the file is read the way it is."""


class Reading(Said):
    """How a cell was understood, for the wizard's preview."""


class Unreadable(Exception):
    """The file as a whole cannot be read; nothing of it is imported."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: {self.message('en')}")

    def message(self, locale: str = "ja") -> str:
        """The sentence a person reads."""
        return speak(self.code, self.params, locale)


class MappingRefused(Exception):
    """A mapping names what is not there; every fault is listed."""

    def __init__(self, errors: tuple[Refused, ...]) -> None:
        self.errors = errors
        super().__init__(" / ".join(error.message("en") for error in errors))
