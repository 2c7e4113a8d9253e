"""When a question is asked, in words: about the answers to earlier questions of the same checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from senro.kernel.rules.language import RuleError, check, describe
from senro.programs.registry import answer_names
from senro.programs.rules.checklist import rules_of


def conditions_in_words(body: Mapping[str, Any], locale: str) -> dict[str, str]:
    """Place of the condition to its words; what cannot be read is missing."""
    found: dict[str, str] = {}
    for place, text, earlier in rules_of(dict(body)):
        try:
            rule = check(text, answer_names(earlier))
        except RuleError:
            continue
        found[place] = describe(rule, "ja" if locale.startswith("ja") else "en")
    return found
