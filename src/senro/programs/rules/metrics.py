"""Metrics of events: what keeps a list of them from being published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from senro.kernel.rules.language import RuleError, is_keyword
from senro.kernel.rules.language.cycles import detect_cycles
from senro.usage.metrics import KINDS, OF
from senro.usage.metrics.definitions import LONGEST
from senro.usage.metrics.fields import FIELDS, PROPERTY_TYPES, not_for_events, parse_filter

from .reading import Problem, items_of, shape_problems
from .schema import CODE, FLAG, TEXT, WORDS, Schema, choice, count, many, maybe, record
from .words import words

__all__ = ["KINDS", "METRICS", "OF", "PROPERTY_TYPES", "filters_of", "metrics_problems"]

METRICS: Schema = record(
    {
        "metrics": many(
            record(
                {"code": CODE, "kind": choice(*KINDS), "title": WORDS},
                {
                    "of": TEXT,
                    "window_days": maybe(count(0, LONGEST)),
                    "filter": TEXT,
                    "properties": many(record({"code": CODE, "type": choice(*PROPERTY_TYPES)}, {})),
                    "numerator": TEXT,
                    "denominator": TEXT,
                    "unit": WORDS,
                    "percent": FLAG,
                    "note": WORDS,
                },
            ),
            1,
        )
    },
    {"name": WORDS},
)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def metrics_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the definitions, besides their filters."""
    yield from shape_problems(body, "metrics")
    for item in items_of(body, "metrics"):
        yield from _problems_of(item, f"metrics[{item.get('code')}]")
    ratios = {
        str(item.get("code")): frozenset(
            str(item.get(part)) for part in ("numerator", "denominator")
        )
        for item in items_of(body, "metrics")
        if item.get("kind") == "ratio"
    }
    try:
        detect_cycles(ratios)
    except RuleError:
        yield Problem("metrics", "circle_of_metrics")


def _problems_of(item: dict[str, Any], place: str) -> Iterator[Problem]:
    if not _NAME.match(str(item.get("code") or "")):
        yield Problem(f"{place}.code", "not_a_name")
    elif is_keyword(item["code"]):
        yield Problem(f"{place}.code", "reserved")
    if not words(item.get("title")):
        yield Problem(f"{place}.title", "required")
    kind, properties = item.get("kind"), items_of(item, "properties")
    if kind == "ratio":
        for part in ("numerator", "denominator"):
            if not item.get(part):
                yield Problem(f"{place}.{part}", "required")
    if kind == "weeks_active" and not item.get("window_days"):
        yield Problem(f"{place}.window_days", "required")
    known = {*OF, *(str(one.get("code")) for one in properties)}
    if kind == "distinct" and item.get("of", "users") not in known:
        yield Problem(f"{place}.of", "unknown_value")
    for one in properties:
        if not _NAME.match(str(one.get("code") or "")):
            yield Problem(f"{place}.properties[{one.get('code')}].code", "not_a_name")
        elif one["code"] in FIELDS or is_keyword(one["code"]):
            yield Problem(f"{place}.properties[{one['code']}].code", "reserved")


def filters_of(body: dict[str, Any]) -> Iterator[tuple[str, RuleError | None]]:
    """(place, what is wrong with it or None where it uses what events have not) of bad filters."""
    for item in items_of(body, "metrics"):
        text = item.get("filter")
        if not isinstance(text, str) or not text.strip():
            continue
        place = f"metrics[{item.get('code')}].filter"
        declared = {str(one.get("code")): str(one.get("type") or "text")
                    for one in items_of(item, "properties")}  # fmt: skip
        try:
            if not_for_events(parse_filter(text, declared)):
                yield place, None
        except RuleError as error:
            yield place, error
