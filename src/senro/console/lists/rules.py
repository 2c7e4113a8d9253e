"""A rule in the bar of a list: asked for, read out, or refused at its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from senro.kernel import names
from senro.kernel.locales import locale
from senro.kernel.rules.language import RuleError, describe

from .asking import kept


@dataclass(frozen=True)
class RuleTrouble:
    """A rule that is refused: the sentence, the rule around the place, rules that may be meant."""

    message: str
    before: str
    found: str
    after: str
    place: int | None
    suggestions: tuple[tuple[str, str], ...]


def trouble(error: RuleError, text: str, locale: str) -> RuleTrouble:
    """Where and why, with each suggestion put into the rule."""
    locale = "ja" if locale.startswith("ja") else "en"
    at = len(text) if error.position is None else min(error.position, len(text))
    word = re.match(r"[\w.]+|.", text[at:], re.DOTALL)
    end = at + (word.end() if word else 0)
    meant = tuple((one, text[:at] + one + text[end:]) for one in error.suggestions)
    return RuleTrouble(
        message=error.messages.get(locale) or error.messages["en"],
        before=text[:at],
        found=text[at:end],
        after=text[end:],
        place=None if error.position is None else at + 1,
        suggestions=meant,
    )


def refused(error: RuleError, text: str) -> RuleTrouble:
    """The trouble in the reader's language."""
    return trouble(error, text, locale())


def rule_bar(
    request: Any, subject: str, where: str, wrong: RuleTrouble | None, example: str
) -> dict[str, Any]:
    """What `console/lists/rule.html` shows, and whether it is open."""
    open_ = bool(where or request.GET.get("rule"))
    return {
        "kept_for_rule": kept(request, "where", "rule", "page"),
        "trouble": wrong,
        "reading": describe(names.parse(subject, where), locale()) if where and not wrong else "",
        "rule_open": open_,
        "rule_subject": subject,
        "rule_example": example,
        "names": _names(subject) if request.GET.get("rule") or wrong else (),
    }


def _names(subject: str) -> list[tuple[str, str, str]]:
    """Names that such a rule may use: code, label, type."""
    words = sorted(names.words_of(subject).values(), key=lambda name: name.code)
    return [(name.code, name.title(locale()), name.type) for name in words]
