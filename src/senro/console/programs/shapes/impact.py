"""The impact of a draft as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from senro.onboarding.queries.impact import Impact
from senro.programs.rules.reading import items_of

from ..specs.parts import joined, said
from .part import MethodPart

CHANGES: dict[str, tuple[Any, str]] = {
    "closes": (pgettext_lazy("impact", "Its gate would close"), "unmet"),
    "opens": (pgettext_lazy("impact", "Its gate would open"), "met"),
    "unknown": (pgettext_lazy("impact", "Cannot be told: something is not known"), "unknown"),
    "cannot": (pgettext_lazy("impact", "Its phase has no counterpart"), "na"),
}


@dataclass(frozen=True)
class ImpactRow:
    """One case for which something would change."""

    href: str
    name: str
    phase: str
    words: Any
    mark: str
    items: str


def impact_rows(part: MethodPart, found: Impact) -> list[ImpactRow]:
    """Cases whose gate would read otherwise, those that close first."""
    titles: dict[str, str] = {}
    for body in (part.latest.body if part.latest else {}, part.body):
        for phase in items_of(body, "phases"):
            for item in items_of(phase, "gate"):
                titles[str(item.get("code"))] = said(item.get("title")) or str(item.get("code"))
    order = list(CHANGES)
    rows = sorted(found.cases, key=lambda one: order.index(one.change))
    return [
        ImpactRow(
            href=f"/cases/{one.case_id}/",
            name=one.name,
            phase=one.phase,
            words=CHANGES[one.change][0],
            mark=CHANGES[one.change][1],
            items=joined(titles.get(code, code) for code in one.items),
        )
        for one in rows
    ]
