"""A set of completion criteria in three layers: common elements, criteria with options, customs.

    elements:  - {code: structure, statement: {ja: …, en: …}}
    criteria:  - code: forms_in_operation
                 element: value           # what makes products comparable
                 kind: metric             # or `evidence: metric | document | human | survey`
                 threshold: 0.8           # what a value that is entered must reach
                 window_days: 28
                 scope: {tiers: [MM]}     # for whom; for everybody when nothing is said
                 options:                 # what a specialist may choose without approval
                 - {code: multi_site, title: {…}, per: site}

The third layer, free customs on one case, is no part of the method: see onboarding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .applying import EVERYBODY, AppliesTo, applies_to
from .reading import Problem, items_of, shape_problems, unknown_values
from .words import NO_WORDS, Words, words

# Article 002: a structure that stands, a goal agreed, a value felt.
ELEMENTS = ("structure", "goal", "value")
STATEMENTS = {
    "structure": Words(
        "推進する体制が整い、担当者が使いこなせる",
        "A structure stands that carries it on, and its people master the product",
    ),
    "goal": Words(
        "目指す姿と、その先の進め方に合意している",
        "The goal and the way beyond it are agreed",
    ),
    "value": Words(
        "現場の運用に定着し、効果を実感している",
        "It is used in daily work and its effect is felt",
    ),
}
KINDS = ("metric", "evidence", "human", "document", "survey")
EVIDENCE = ("metric", "document", "human", "survey")
# What completion means at last (SH-01): the goal set, the product used, the effect felt.
STEPS = ("goal", "used", "effect")
PER = ("", "site")
TIERS = ("ENT", "MM", "SMB")


@dataclass(frozen=True)
class Option:
    """A variation that the method allows: what differs from the criterion when it is chosen."""

    code: str
    title: Words = NO_WORDS
    rule: str = ""
    threshold: float | None = None
    window_days: int | None = None
    per: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Scope:
    """For which customers a criterion is; an empty part is for all of them."""

    tiers: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def holds(self, tier: str, industry: str, product: str) -> bool:
        """Whether a customer is meant."""
        parts = ((self.tiers, tier), (self.industries, industry), (self.products, product))
        return all(not allowed or value in allowed for allowed, value in parts)


ANYBODY = Scope()


@dataclass(frozen=True)
class Criterion:
    """One completion criterion. With a rule it is found to be met; without, somebody says so."""

    code: str
    element: str
    kind: str
    title: Words
    mandatory: bool = True
    rule: str = ""
    threshold: float | None = None
    scale: float | None = None
    window_days: int | None = None
    per: str = ""
    step: str = ""
    scope: Scope = ANYBODY
    options: tuple[Option, ...] = ()

    def option(self, code: str) -> Option | None:
        """One of its options."""
        return next((one for one in self.options if one.code == code), None)

    def chosen(self, option: Option | None) -> dict[str, Any]:
        """What holds with an option, or without one: title, rule, threshold, window, per, kind."""
        one = option or Option("")
        return {
            "title": one.title or self.title,
            "rule": one.rule or self.rule,
            # Another kind of evidence is measured on another scale.
            "threshold": one.threshold
            if one.threshold is not None or one.evidence not in ("", self.kind)
            else self.threshold,
            "window_days": one.window_days or self.window_days,
            "per": one.per or self.per,
            "kind": one.evidence or self.kind,
        }


@dataclass(frozen=True)
class CriteriaSet:
    """The criteria that a case is promised."""

    criteria: tuple[Criterion, ...]
    name: Words = NO_WORDS
    applies_to: AppliesTo = EVERYBODY
    label: str = ""
    statements: dict[str, Words] = field(default_factory=dict, hash=False)

    def criterion(self, code: str) -> Criterion | None:
        """One criterion."""
        return next((one for one in self.criteria if one.code == code), None)

    def statement(self, element: str) -> Words:
        """What an element says for every product."""
        return self.statements.get(element) or STATEMENTS.get(element, NO_WORDS)

    def for_customer(self, tier: str, industry: str, product: str) -> tuple[Criterion, ...]:
        """The criteria that are meant for such a customer."""
        return tuple(one for one in self.criteria if one.scope.holds(tier, industry, product))


def parse_criteria(body: dict[str, Any]) -> CriteriaSet:
    """The body of a published criteria set as values."""
    return CriteriaSet(
        tuple(_criterion(item) for item in items_of(body, "criteria")),
        words(body.get("name")),
        applies_to(body),
        str(body.get("label") or ""),
        {item["code"]: words(item.get("statement")) for item in items_of(body, "elements")},
    )


def _criterion(item: dict[str, Any]) -> Criterion:
    scope = item.get("scope") or {}
    return Criterion(
        code=item["code"],
        element=item["element"],
        kind=item.get("evidence") or item["kind"],
        title=words(item.get("title")),
        mandatory=bool(item.get("mandatory", True)),
        rule=item.get("rule") or "",
        threshold=_number(item.get("threshold")),
        scale=_number(item.get("scale")),
        window_days=item.get("window_days"),
        per=item.get("per") or "",
        step=item.get("step") or "",
        scope=Scope(*(tuple(scope.get(name) or ()) for name in SCOPES)),
        options=tuple(_option(one) for one in items_of(item, "options")),
    )


def _option(item: dict[str, Any]) -> Option:
    return Option(
        code=item["code"],
        title=words(item.get("title")),
        rule=item.get("rule") or "",
        threshold=_number(item.get("threshold")),
        window_days=item.get("window_days"),
        per=item.get("per") or "",
        evidence=item.get("evidence") or "",
    )


SCOPES = ("tiers", "industries", "products")


def _number(value: Any) -> float | None:
    return float(value) if is_number(value) else None


def is_number(value: Any) -> bool:
    """A number, and no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def criteria_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps a criteria set from being published."""
    yield from shape_problems(body, "criteria")
    yield from shape_problems({"elements": [], **body}, "elements", needed=False)
    for element in items_of(body, "elements"):
        place = f"elements[{element.get('code')}]"
        if element.get("code") not in ELEMENTS:
            yield Problem(f"{place}.code", "unknown_value")
        if not words(element.get("statement")):
            yield Problem(f"{place}.statement", "required")
    criteria = items_of(body, "criteria")
    kinded = [{**item, "kind": item.get("evidence") or item.get("kind")} for item in criteria]
    yield from unknown_values(kinded, "criteria", "kind", KINDS)
    for item in criteria:
        yield from _problems(item, f"criteria[{item.get('code')}]")


def _problems(item: dict[str, Any], place: str) -> Iterator[Problem]:
    if not words(item.get("title")):
        yield Problem(f"{place}.title", "required")
    # CC-S2: what no element stands behind cannot be compared across products.
    if not item.get("element"):
        yield Problem(f"{place}.element", "unmapped")
    elif item["element"] not in ELEMENTS:
        yield Problem(f"{place}.element", "unknown_value")
    yield from _measured(item, place)
    if item.get("step") and item["step"] not in STEPS:
        yield Problem(f"{place}.step", "unknown_value")
    scope = item.get("scope") or {}
    if not isinstance(scope, dict) or set(scope) - set(SCOPES):
        yield Problem(f"{place}.scope", "unknown_value")
    else:
        for name in SCOPES:
            yield from _scope_part(scope, name, place)
    for problem in shape_problems({"options": [], **item}, "options", needed=False):
        yield Problem(f"{place}.{problem.field}", problem.code)
    for option in items_of(item, "options"):
        inner = f"{place}.options[{option.get('code')}]"
        if not words(option.get("title")):
            yield Problem(f"{inner}.title", "required")
        if option.get("evidence") and option["evidence"] not in EVIDENCE:
            yield Problem(f"{inner}.evidence", "unknown_value")
        yield from _measured(option, inner)


def _scope_part(scope: dict[str, Any], name: str, place: str) -> Iterator[Problem]:
    values = scope.get(name) or []
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        yield Problem(f"{place}.scope.{name}", "not_a_list")
    elif name == "tiers" and set(values) - set(TIERS):
        yield Problem(f"{place}.scope.tiers", "unknown_value")


def _measured(item: dict[str, Any], place: str) -> Iterator[Problem]:
    """The numbers of a criterion or of an option."""
    for name in ("threshold", "scale"):
        if item.get(name) is not None and not is_number(item[name]):
            yield Problem(f"{place}.{name}", "not_a_number")
    days = item.get("window_days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        yield Problem(f"{place}.window_days", "not_a_count")
    if (item.get("per") or "") not in PER:
        yield Problem(f"{place}.per", "unknown_value")
