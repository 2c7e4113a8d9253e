"""Kinds of signals: what one entry consists of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, NAME, TITLE, Part, Spec, fixed

SEVERITIES = [("stop", _("Act now")), ("care", _("Watch closely")), ("go", _("Suggestion"))]
GROUPS = [("signal", pgettext_lazy("signal", "Signal")), ("coaching", _("Coaching"))]
DETECTORS = [
    ("", _("No detector: a condition")),
    ("champion_gone", _("A champion left without a successor")),
    ("champion_silent", _("A champion says nothing")),
    ("devices_silent", _("Devices send no data any more")),
    ("band_down", _("The health score fell to a lower level")),
    ("learned_unused", _("Learned, but not used")),
    ("invitations_ignored", _("Invitations ignored in one form")),
]
KIND = Spec(
    pgettext_lazy("method", "Kind of signal"),
    (
        CODE,
        TITLE,
        Part("severity", _("Severity"), "choice", fixed(*SEVERITIES), default="care", needed=True),
        Part("group", pgettext_lazy("signal", "Kind"), "choice", fixed(*GROUPS), default="signal"),
        Part("rule", _("It is raised when"), "rule", subject="account", wide=True),
        Part("detector", _("Or what finds it"), "choice", fixed(*DETECTORS), default=""),
        Part("limits.days", _("From how many days on"), "count"),
        Part("limits.within_days", _("Looking back how many days"), "count"),
        Part("limits.times", _("How many times"), "count"),
        Part("limits.points", _("By how many points at least"), "count"),
        Part("topic", _("What was learned"), help=_("The topic of the lesson or seminar.")),
        Part("feature", _("Which event is its use")),
        Part("todo.title", _("ToDo that is proposed"), "words"),
        Part("todo.minutes", _("Minutes"), "count"),
    ),
    new=_("Add a kind of signal"),
    start="signal",
)
SPECS = {
    ("signals", ""): Spec(pgettext_lazy("menu", "Signals"), (NAME,)),
    ("signals", "kinds[]"): KIND,
}
