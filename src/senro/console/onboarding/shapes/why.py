"""なぜ? in the reader's words: what was measured, by which rule, of which version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from senro.kernel.locales import locale
from senro.kernel.names import REGISTRY
from senro.kernel.versions import KINDS
from senro.onboarding.rules.gates import shown_number
from senro.programs.rules.applying import STANDARD_CODE

from ..words import EVIDENCE


def why(
    sentence: Any, rule: str = "", version: str = "", inputs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The values of the popover, each input by its name in words."""
    return {
        "sentence": sentence,
        "rule": rule,
        "version": version_words(version),
        "inputs": dict(input_words(code, value) for code, value in (inputs or {}).items()),
    }


def input_words(code: str, value: Any) -> tuple[str, str]:
    """A metric's name and value as a person reads them."""
    found = REGISTRY.get("case", {}).get(code)
    if found is None:
        return str(EVIDENCE.get(code, code)), _shown(value, percent=False)
    language = locale()
    return found.name.title(language), _shown(value, percent=found.name.percent)


def version_words(label: str) -> str:
    """`phase_set/standard@3` as “Phase set v3”, another code with it; anything else as it is."""
    kind, _slash, rest = label.partition("/")
    code, _at, number = rest.rpartition("@")
    known = KINDS.get(kind)
    if known is None or not number:
        return label
    return (
        f"{known.words} v{number}" if code == STANDARD_CODE else f"{known.words} {code} v{number}"
    )


def _shown(value: Any, *, percent: bool) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return shown_number(value, percent)
