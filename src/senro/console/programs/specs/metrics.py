"""Metrics of events: what one entry consists of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, NAME, TITLE, Part, Spec, fixed

KINDS = [
    ("count", _("How often")),
    ("distinct", _("How many different ones")),
    ("days_active", _("Days with activity")),
    ("weeks_active", _("Weeks with activity")),
    ("last_seen", _("Days since the last time")),
    ("ratio", _("One metric divided by another")),
]
TYPES = [
    ("text", pgettext_lazy("property", "Text")),
    ("number", pgettext_lazy("property", "Number")),
    ("boolean", pgettext_lazy("property", "Yes or no")),
]
METRIC = Spec(
    pgettext_lazy("method", "Metric"),
    (
        CODE,
        TITLE,
        Part("kind", _("What is counted"), "choice", fixed(*KINDS), default="count", needed=True),
        Part(
            "of",
            _("Different ones of"),
            help=_("users, events, devices, sessions, or a property named below."),
            default="users",
        ),
        Part(
            "window_days",
            _("Window in days"),
            "count",
            help=_("The local days that end with the day asked for. Empty: everything up to then."),
        ),
        Part(
            "filter",
            _("Only events for which"),
            help=_(
                "A rule over event, type, source, end_user, device, session and the properties"
                " named below, such as event = 'form_filled'."
            ),
            wide=True,
        ),
        Part("numerator", _("Divided: metric")),
        Part("denominator", _("By: metric")),
        Part("percent", _("Shown in percent"), "flag"),
        Part("unit", pgettext_lazy("metric", "Unit"), "words"),
        Part(
            "properties",
            _("Properties of events that the filter reads"),
            "rows",
            rows=(
                Part("code", pgettext_lazy("property", "Name")),
                Part(
                    "type",
                    pgettext_lazy("property", "Type"),
                    "choice",
                    fixed(*TYPES),
                    default="text",
                    needed=True,
                ),
            ),
        ),
    ),
    new=_("Add a metric"),
    start="metric",
)
SPECS = {
    ("metrics", ""): Spec(pgettext_lazy("method", "Metrics"), (NAME,)),
    ("metrics", "metrics[]"): METRIC,
}
