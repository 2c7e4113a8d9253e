"""The impact of a draft as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext, pgettext_lazy

from senro.onboarding.queries.impact import Impact
from senro.onboarding.queries.past_cases import Past
from senro.programs.rules.reading import items_of

from ..specs.parts import joined, said
from .part import MethodPart

FEW = 3
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
    titles = _titles(part)
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


ANSWERS: dict[str, tuple[Any, str]] = {
    "fails": (pgettext_lazy("past cases", "Would not have passed"), "unmet"),
    "unknown": (pgettext_lazy("past cases", "Cannot be told: it was not written down"), "unknown"),
    "passes": (pgettext_lazy("past cases", "Would have passed"), "met"),
}


def past_shape(part: MethodPart, found: Past) -> dict[str, Any]:
    """What the draft would have meant for complete cases: counts, and those that did not pass."""
    titles = _titles(part)
    return {
        "tried": found.tried,
        "counts": [(*ANSWERS[name], n) for name, n in found.counts.items()],
        "rows": [
            ImpactRow(
                href=f"/cases/{one.case_id}/",
                name=one.name,
                phase="",
                words=ANSWERS[one.answer][0],
                mark=ANSWERS[one.answer][1],
                items=_few([titles.get(code, code) for code in one.items]),
            )
            for one in found.cases
        ],
        "more": found.more,
    }


def _few(names: list[str]) -> str:
    """The first three, and how many more."""
    more = len(names) - FEW
    rest = [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
    return joined([*names[:FEW], *rest])


def _titles(part: MethodPart) -> dict[str, str]:
    """Gate items and criteria by code, in the reader's language."""
    found: dict[str, str] = {}
    for body in (part.latest.body if part.latest else {}, part.body):
        items = list(items_of(body, "criteria"))
        for phase in items_of(body, "phases"):
            items += items_of(phase, "gate")
        found |= {
            str(one.get("code")): said(one.get("title")) or str(one.get("code")) for one in items
        }
    return found
