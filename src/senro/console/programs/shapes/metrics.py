"""Metrics of events as a table, and what one comes to for real accounts before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.customers.queries import visible_accounts
from senro.kernel.clock import local_day
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import RuleError, describe
from senro.programs.rules.reading import items_of
from senro.usage.metrics import AsOf, Definition, definitions_of, field_names
from senro.usage.metrics.fields import parse_filter
from senro.usage.queries.definitions import definition_of
from senro.usage.queries.values import counted

from ..specs.metrics import KINDS
from ..specs.parts import said
from .lines import Group, Row
from .tables import numbered

SHOWN = 8


def filter_in_words(text: str, properties: Mapping[str, str], locale: str) -> str:
    """A filter in words; nothing where it is wrong."""
    if not text.strip():
        return ""
    try:
        return describe(parse_filter(text, properties), "ja" if locale.startswith("ja") else "en")
    except RuleError:
        return ""


def cells_of(item: Mapping[str, Any]) -> tuple[tuple[Any, Any, str], ...]:
    """What is counted, over how long, in what unit."""
    kind = str(item.get("kind") or "")
    label = dict(KINDS).get(kind, kind)
    if kind == "ratio":
        label = f"{item.get('numerator')} ÷ {item.get('denominator')}"
    days = item.get("window_days")
    window = _("%(days)s days") % {"days": days} if days else pgettext("metric window", "All")
    return (
        (_("What is counted"), label, ""),
        (pgettext("metric", "Window"), "" if kind == "ratio" else window, "sn-num"),
        (
            pgettext("metric", "Unit"),
            said(item.get("unit")) or ("%" if item.get("percent", kind == "ratio") else ""),
            "",
        ),
    )


def metrics(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Metrics in their order."""
    rows = []
    for path, one in numbered(body, "metrics"):
        rule = str(one.get("filter") or "")
        declared = {str(p.get("code")): str(p.get("type")) for p in items_of(one, "properties")}
        words = filter_in_words(rule, declared, locale)
        title, code = said(one.get("title")), str(one.get("code") or "")
        rows.append(Row(path, title, code, cells_of(one), rule, words))
    return [Group("", "metrics", tuple(rows))]


@dataclass(frozen=True)
class Trial:
    """What a metric comes to: for how many accounts it is known, and for some of them."""

    known: int
    total: int
    rows: tuple[tuple[str, str, str], ...]


def trial(actor: Actor, entry: Mapping[str, Any], at: datetime) -> Trial | None:
    """The values of an entry as it stands in the form, for the accounts of who asks."""
    try:
        (one,) = definitions_of({"metrics": [{**entry, "title": entry.get("title") or ""}]})
        found = _values(one, at)
    except (RuleError, KeyError, ValueError, TypeError):
        return None
    accounts = dict(visible_accounts(actor).values_list("key", "name"))
    known = {key: value for key, value in found.items() if value is not None and key in accounts}
    most = sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))
    ends = most if len(most) <= SHOWN else [*most[: SHOWN // 2], *most[-SHOWN // 2 :]]
    rows = tuple((key, accounts[key], _figure(value, one.percent)) for key, value in ends)
    return Trial(len(known), len(accounts), rows)


def _values(one: Definition, at: datetime) -> dict[str, Any]:
    zone = organization().timezone
    asked = AsOf.of_day(local_day(at, zone), zone, now=at)
    if one.of_events:
        field_names(dict(one.properties))
        return {key: row[one.code] for key, row in counted([one], asked).items()}
    parts = [definition_of(code) for code in (one.numerator, one.denominator)]
    if None in parts:
        return {}
    rows = counted([part for part in parts if part], asked)
    return {
        key: row[one.numerator] / row[one.denominator]
        for key, row in rows.items()
        if row.get(one.numerator) is not None and row.get(one.denominator)
    }


def _figure(value: float, percent: bool) -> str:
    if percent:
        return f"{value * 100:.1f} %"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
