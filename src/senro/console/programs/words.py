"""Words of the method's screens that stand in more than one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CHANGE = "method.change"


@dataclass(frozen=True)
class Tab:
    """One part of the method on a page of its own."""

    code: str
    label: Any
    kind: str = ""

    @property
    def href(self) -> str:
        """Where it stands."""
        return f"/method/{self.code}/" if self.code else "/method/"


TABS = (
    Tab("", pgettext_lazy("method", "Roadmap"), "roadmap"),
    Tab("phases", pgettext_lazy("method", "Phases"), "phase_set"),
    Tab("gates", pgettext_lazy("method", "Gates"), "phase_set"),
    Tab("tasks", pgettext_lazy("method", "Tasks"), "phase_set"),
    Tab("criteria", pgettext_lazy("method", "Completion criteria"), "criteria_set"),
    Tab("checklists", pgettext_lazy("method", "Checklists"), "checklist"),
    Tab("purposes", _("Purposes of adoption"), "purposes"),
    Tab("policies", pgettext_lazy("method", "Policies"), "policies"),
    Tab("metrics", pgettext_lazy("method", "Metrics"), "metrics"),
    Tab("signals", pgettext_lazy("menu", "Signals"), "signals"),
    Tab("health", pgettext_lazy("menu", "Health"), "health_model"),
    Tab("rules", pgettext_lazy("method", "Rules")),
)
KIND_WORDS: dict[str, Any] = {
    "roadmap": pgettext_lazy("method", "Roadmap"),
    "phase_set": _("Phase set"),
    "criteria_set": _("Criteria set"),
    "checklist": _("Checklist"),
    "purposes": _("Purposes of adoption"),
    "policies": pgettext_lazy("method", "Policies"),
    "metrics": pgettext_lazy("method", "Metrics"),
    "signals": pgettext_lazy("menu", "Signals"),
    "health_model": _("Health model"),
}
# Where the entries of a list are seen: kind, place → tab.
HOME = {
    ("phase_set", "phases[]"): "phases",
    ("phase_set", "phases[].gate[]"): "gates",
    ("phase_set", "tasks[]"): "tasks",
    ("criteria_set", "criteria[]"): "criteria",
    ("checklist", "sections[]"): "checklists",
    ("checklist", "sections[].questions[]"): "checklists",
    ("purposes", "purposes[]"): "purposes",
    ("policies", "policies[]"): "policies",
    ("metrics", "metrics[]"): "metrics",
    ("signals", "kinds[]"): "signals",
    ("health_model", "axes[]"): "health",
    ("health_model", "axes[].measures[]"): "health",
    ("roadmap", "stages[]"): "",
    ("roadmap", "stages[].steps[]"): "",
}
FIRST = {
    "roadmap": "",
    "phase_set": "phases",
    "criteria_set": "criteria",
    "checklist": "checklists",
    "purposes": "purposes",
    "policies": "policies",
    "metrics": "metrics",
    "signals": "signals",
    "health_model": "health",
}
MISSING = {
    "ideal": _("the ideal state"),
    "completion": _("when a step is complete"),
    "actions": _("what each side does"),
    "timing": _("when it happens"),
}
# The list that a part is made of.
LISTS = {
    "roadmap": "stages",
    "phase_set": "phases",
    "criteria_set": "criteria",
    "checklist": "sections",
    "purposes": "purposes",
    "policies": "policies",
    "metrics": "metrics",
    "signals": "kinds",
    "health_model": "axes",
}
# What the texts of a policy mean; a text of the team's own is shown as it is.
VALUE_WORDS: dict[str, Any] = {
    "return_to_sales": pgettext_lazy("policy", "Back to sales"),
    "transfer_to_cs": pgettext_lazy("policy", "Over to CS"),
    "manager": pgettext_lazy("policy", "A manager"),
    "temperature_times_freshness": pgettext_lazy("policy", "Keenness times freshness"),
    "reason_for_purchase": pgettext_lazy("policy", "why they bought"),
    "industry": pgettext_lazy("policy", "industry"),
    "business_type": pgettext_lazy("policy", "business type"),
    "email_collectability": pgettext_lazy("policy", "whether mail addresses can be collected"),
    "temperature": pgettext_lazy("policy", "keenness"),
    "decision_maker": pgettext_lazy("policy", "decision maker"),
    "promised_items": pgettext_lazy("policy", "what was promised"),
}
