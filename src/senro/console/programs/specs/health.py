"""Health models: axes, measures with their bands, and for whom a model is meant."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.console.customers.words import STATUSES

from .parts import CODE, NAME, SCOPE, TITLE, Part, Spec, fixed

WEIGHT = Part(
    "weight",
    pgettext_lazy("health", "Weight"),
    "number",
    default=1,
    help=_("Counts beside the other weights: 2 is twice as much as 1."),
)
MODEL = Spec(
    _("Health model"),
    (
        NAME,
        Part("levels.go", _("Good from how many points on"), "count", default=70),
        Part(
            "levels.care",
            _("Needs care from how many points on"),
            "count",
            default=40,
            help=_("Below it, the account is at risk."),
        ),
        Part(
            "least_known",
            _("How much must be known"),
            "number",
            default=0.5,
            help=_("The share of all weight, from 0 to 1. With less known there is no score."),
        ),
        SCOPE[0],
        Part(
            "applies_to.stages",
            _("For these stages only"),
            "several",
            fixed(*STATUSES.items()),
            help=_("None ticked: at every stage of the customer's life."),
        ),
        *SCOPE[1:],
    ),
)
AXIS = Spec(
    pgettext_lazy("health", "Axis"),
    (CODE, TITLE, WEIGHT),
    new=_("Add an axis"),
    start="axis",
    fresh={"measures": []},
)
MEASURE = Spec(
    pgettext_lazy("health", "Measure"),
    (
        CODE,
        TITLE,
        WEIGHT,
        Part(
            "bands",
            _("Bands: the first that holds gives its points, none gives 0"),
            "rows",
            rows=(
                Part("when", _("Holds when"), "rule", subject="account", wide=True),
                Part("points", _("Points (0 to 100)"), "count"),
            ),
        ),
    ),
    new=_("Add a measure"),
    start="measure",
)
SPECS = {
    ("health_model", ""): MODEL,
    ("health_model", "axes[]"): AXIS,
    ("health_model", "axes[].measures[]"): MEASURE,
}
