"""The nearest right words for a wrong one."""

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from .names import Name

_AT_MOST = 3


def alike(word: str, known: Iterable[str] | Mapping[str, Name]) -> tuple[str, ...]:
    """Codes that look like the word, or whose label is or holds the word."""
    wanted = _folded(word)
    by_text: dict[str, str] = {}
    for code in known:
        by_text.setdefault(_folded(code), code)
        name = known[code] if isinstance(known, Mapping) else None
        if isinstance(name, Name):
            for label in name.label.values():
                by_text.setdefault(_folded(label), code)
    near = get_close_matches(wanted[:60], list(by_text), n=_AT_MOST, cutoff=0.65)
    holding = [text for text in by_text if len(wanted) > 1 and wanted in text]
    return tuple(dict.fromkeys(by_text[text] for text in near + holding))[:_AT_MOST]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
