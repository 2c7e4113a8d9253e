"""Criteria, purposes, policies: what a case is measured by and why it was bought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, HIDDEN_CODE, NAME, SCOPE, TIERS, TITLE, Part, Spec, fixed

ELEMENTS = [
    ("structure", _("A structure that stands")),
    ("goal", _("A goal agreed")),
    ("value", _("A value felt")),
]
KINDS = [
    ("metric", _("Measured by a rule")),
    ("evidence", _("Proved by a document")),
    ("human", _("Confirmed by a person")),
    ("document", _("Shown by a document")),
    ("survey", _("A value that was surveyed")),
]
EVIDENCE = [
    ("", _("as its kind says")),
    ("metric", _("Measured by a rule")),
    ("document", _("Shown by a document")),
    ("human", _("Confirmed by a person")),
    ("survey", _("A value that was surveyed")),
]
STEPS = [
    ("", pgettext_lazy("layer", "Not told")),
    ("goal", _("The goal is set")),
    ("used", _("The product is used")),
    ("effect", _("The effect is felt")),
]
PER = [("", _("for the case")), ("site", _("for each site"))]
MEASURED = (
    Part("evidence", _("Evidence"), "choice", fixed(*EVIDENCE), default=""),
    Part("threshold", _("Value to reach"), "number"),
    Part("window_days", _("Days it must last"), "count"),
    Part("per", _("Counted"), "choice", fixed(*PER), default=""),
)
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
        *MEASURED,
        Part("scale", _("Highest value of its scale"), "number"),
        Part("step", _("Step of completion"), "choice", fixed(*STEPS), default=""),
        Part("scope.tiers", _("For these tiers only"), "several", fixed(*TIERS)),
        Part("scope.industries", _("For these industries only"), "lines"),
        Part("scope.products", _("For these products only"), "lines"),
        Part(
            "options",
            _("Options that need no approval"),
            "rows",
            rows=(CODE, TITLE, Part("rule", _("It is met when"), "rule"), *MEASURED),
        ),
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
ELEMENT = Part(
    "elements",
    _("The three elements"),
    "rows",
    rows=(HIDDEN_CODE, Part("statement", _("What it says"), "long")),
)
LABEL = Part("label", _("Label"), help=_("How the team calls this version, such as v1.5."))
SPECS = {
    ("criteria_set", ""): Spec(_("Criteria set"), (NAME, LABEL, *SCOPE, ELEMENT)),
    ("criteria_set", "criteria[]"): CRITERION,
    ("purposes", "purposes[]"): PURPOSE,
    ("policies", "policies[]"): POLICY,
}
