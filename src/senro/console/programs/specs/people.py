"""Criteria, purposes, policies: what a case is measured by and why it was bought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, NAME, SCOPE, TIERS, TITLE, Part, Spec, fixed

ELEMENTS = [
    ("structure", _("A structure that stands")),
    ("goal", _("A goal agreed")),
    ("value", _("A value felt")),
]
KINDS = [
    ("metric", _("Measured by a rule")),
    ("evidence", _("Proved by a document")),
    ("human", _("Confirmed by a person")),
]
PURPOSE_LAYERS = [
    ("operation", pgettext_lazy("purpose", "Operation")),
    ("management", pgettext_lazy("purpose", "Management")),
]
# Policies whose value is a rule about a case.
RULES = ("at_risk", "stalled")

CRITERION = Spec(
    _("Completion criterion"),
    (
        CODE,
        TITLE,
        Part("element", _("Element"), "choice", fixed(*ELEMENTS)),
        Part("kind", _("How it is shown"), "choice", fixed(*KINDS), default="metric", needed=True),
        Part(
            "rule",
            _("It is met when"),
            "rule",
            help=_("Left empty, a person says that it is met."),
            wide=True,
        ),
        Part("mandatory", _("A case cannot be completed without it"), "flag", default=True),
    ),
    new=_("Add a criterion"),
    start="criterion",
)
PURPOSE = Spec(
    _("Purpose of adoption"),
    (
        CODE,
        NAME,
        Part("layer", _("Whose purpose it is"), "choice", fixed(*PURPOSE_LAYERS)),
        Part("success", _("What success looks like"), "words"),
        Part("proof", _("What proves it"), "words"),
    ),
    new=_("Add a purpose"),
    start="purpose",
)


def kind_of(code: str, value: Any) -> str:
    """How the value of a policy is written."""
    if code in RULES:
        return "rule"
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, int):
        return "count"
    if isinstance(value, float):
        return "number"
    return "lines" if isinstance(value, list) else "text"


def _values(entry: Mapping[str, Any]) -> tuple[Part, ...]:
    kind = kind_of(str(entry.get("code") or ""), entry.get("value"))
    own = tuple(
        Part(f"tiers.{tier}", label, "maybe" if kind == "yes" else kind, wide=kind == "rule")
        for tier, label in TIERS
    )
    return (Part("value", _("For every tier"), kind, wide=kind == "rule"), *own)


POLICY = Spec(
    _("Policy"),
    (CODE, TITLE),
    more=_values,
    new=_("Add a policy"),
    start="policy",
)
SPECS = {
    ("criteria_set", ""): Spec(_("Criteria set"), (NAME, *SCOPE)),
    ("criteria_set", "criteria[]"): CRITERION,
    ("purposes", "purposes[]"): PURPOSE,
    ("policies", "policies[]"): POLICY,
}
