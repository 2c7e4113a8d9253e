"""All rules of the method in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from senro.kernel.queries.versions import codes_of
from senro.kernel.versions import KINDS

from ..specs.parts import TIERS
from ..words import KIND_WORDS
from .health import health
from .part import MethodPart, order, part_of
from .tables import criteria, gates, policies, words_of_rule

KINDS_WITH_RULES = ("phase_set", "criteria_set", "policies", "health_model")


@dataclass(frozen=True)
class RuleLine:
    """One rule: where it stands, what it says, whether it is still a draft."""

    kind: Any
    of: str
    title: str
    rule: str
    words: str
    href: str
    drafted: bool


def all_rules(at: datetime, locale: str) -> list[RuleLine]:
    """The rules of gates, criteria, policies and health of every set."""
    found: list[RuleLine] = []
    for kind in KINDS_WITH_RULES:
        if kind in KINDS:
            for code in order(codes_of(kind)):
                found += _of_part(part_of(kind, code, at), locale)
    return found


def _of_part(part: MethodPart, locale: str) -> Iterator[RuleLine]:
    tables = {
        "phase_set": gates,
        "criteria_set": criteria,
        "policies": policies,
        "health_model": health,
    }
    for group in tables[part.kind](part.body, locale):
        for row in group.rows:
            if row.rule:
                yield _line(part, row.path, group.title, row.title, row.rule, row.words)
            for band in row.bands:
                title = f"{row.title}: {band.points}"
                yield _line(part, row.path, group.title, title, band.rule, band.words)
    if part.kind == "policies":
        yield from _of_tiers(part, locale)


def _of_tiers(part: MethodPart, locale: str) -> Iterator[RuleLine]:
    from ..specs.people import RULES

    for item in part.body.get("policies") or ():
        if not isinstance(item, dict) or item.get("code") not in RULES:
            continue
        for tier, label in TIERS:
            rule = str((item.get("tiers") or {}).get(tier) or "")
            if rule:
                words = words_of_rule(rule, locale=locale)
                path = f"policies[{item['code']}]"
                yield _line(part, path, str(label), str(item["code"]), rule, words)


def _line(part: MethodPart, path: str, of: str, title: str, rule: str, words: str) -> RuleLine:
    kind = KIND_WORDS[part.kind]
    place = f"{part.title} {of}".strip() if len(part.codes) > 1 else of
    return RuleLine(
        kind if part.kind != "phase_set" else _("Gate"),
        place,
        title,
        rule,
        words,
        part.href("entry", place=path),
        part.draft is not None,
    )
