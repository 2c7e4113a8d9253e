"""Sentences in the reader's language, and rules about cases compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.functional import lazy

from senro.kernel import names
from senro.kernel.locales import locale
from senro.kernel.rules.language import Rule, RuleError, check, explain
from senro.programs.rules import Words


def _pick(ja: str, en: str) -> str:
    return ja if locale() == "ja" else en


in_both = lazy(_pick, str)


def said(words: Words) -> Any:
    """Words of the method, in the language of whoever reads them."""
    return in_both(words.of("ja"), words.of("en"))


def rule_of(text: str) -> Rule:
    """A rule about cases. Custom fields are looked up only when a rule needs them."""
    try:
        return _fixed(text)
    except RuleError:
        return names.parse("case", text)


@lru_cache(maxsize=500)
def _fixed(text: str) -> Rule:
    return check(text, names.as_mapping(names.REGISTRY["case"]))


def _past(rule: Rule, values: Mapping[Any, Any]) -> dict[tuple[str, int], Any]:
    return {look: values[look] for look in rule.looks}


def _explain(rule: Rule, values: Mapping[Any, Any], today: date) -> str:
    language = locale()
    return explain(rule, values, today=today, locale=language, history=_past(rule, values)).text


# Put into words when somebody reads it, and only in their language.
explaining = lazy(_explain, str)


def explained(rule: Rule, values: Mapping[str, Any], moment: names.Moment) -> Words:
    """Why a rule is what it is, in both languages."""
    past = _past(rule, values)
    ja, en = (
        explain(rule, values, today=moment.today, locale=one, history=past).text
        for one in ("ja", "en")
    )
    return Words(ja, en)
