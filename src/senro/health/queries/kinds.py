"""Which kinds of signals there are: those of the method; before it has any, what ships."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import default_text, label_of, once, published
from senro.programs.rules.applying import STANDARD_CODE

from ..rules.signals import Kind, parse_kinds

SIGNALS = "signals"


def default_signals() -> str:
    """The YAML of the signals that ship."""
    return default_text(SIGNALS)


def kinds_at(at: datetime) -> tuple[str, tuple[Kind, ...]]:
    """(how the version is named, its kinds)."""
    version = published(SIGNALS, STANDARD_CODE, at)
    if version is None:
        return f"{SIGNALS}/shipped", _shipped()
    return label_of(version), once(version, parse_kinds)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Kind, ...]:
    return parse_kinds(from_yaml(default_signals())[2])
