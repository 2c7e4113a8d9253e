"""Phases, their gates, the tasks that lead through them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, LAYERS, NAME, SCOPE, TITLE, TOUCHES, Part, Spec, fixed, named

STANDARD = [(f"P{number}", f"P{number}") for number in range(1, 7)]
ATTEST = [
    ("never", _("Never: only the measure counts")),
    ("unknown", _("Only while it cannot be measured")),
    ("always", _("Always")),
]
SIDES = [
    ("vendor", pgettext_lazy("side", "Our side")),
    ("customer", pgettext_lazy("side", "The customer")),
]
SET = Spec(_("Phase set"), (NAME, *SCOPE))
PHASE = Spec(
    _("Phase"),
    (
        CODE,
        NAME,
        Part(
            "standard",
            _("Standard phase"),
            "choice",
            fixed(*STANDARD),
            help=_("Under which of the six it is counted when sets are compared."),
        ),
        Part("days", _("Planned days"), "count", default=14),
    ),
    new=_("Add a phase"),
    start="phase",
    fresh={"gate": []},
)
GATE = Spec(
    _("Gate item"),
    (
        CODE,
        TITLE,
        Part("rule", _("It is met when"), "rule", wide=True),
        Part(
            "message",
            _("What is said while it is not met"),
            "words",
            help=_("A name of the rule in braces shows its value: {first_login_rate}"),
        ),
        Part("attest", _("Somebody may vouch for it"), "choice", fixed(*ATTEST), default="never"),
    ),
    new=_("Add a gate item"),
    start="item",
)
TASK = Spec(
    _("Task template"),
    (
        CODE,
        TITLE,
        Part("phase", _("Phase"), "choice", named("phases")),
        Part("side", _("Who does it"), "choice", fixed(*SIDES), default="vendor", needed=True),
        Part(
            "layer",
            _("Layer"),
            "choice",
            fixed(("", pgettext_lazy("layer", "Not told")), *LAYERS),
            default="",
        ),
        Part("day", _("Due on business day"), "count", default=0),
        Part(
            "depends_on",
            _("Waits for"),
            "lines",
            help=_("Codes of tasks that come before it, one a line."),
        ),
        Part(
            "after",
            _("Counted from"),
            help=_(
                "attempt: the start of the attempt; the code of a task: the day it is due. Empty: the start of the phase."
            ),
        ),
        Part("touch", pgettext_lazy("method", "Touch"), "choice", fixed(*TOUCHES), default="high"),
        Part("minutes", _("Minutes"), "count"),
        Part(
            "purpose",
            _("Only for the purpose"),
            help=_("The code of a purpose of adoption. Empty: for every case."),
        ),
        Part(
            "topic",
            _("Topic"),
            help=_("Of two purposes' tasks with the same topic, a case gets one."),
        ),
        Part(
            "when",
            _("Only where"),
            "rule",
            help=_("Asked of cases for which this holds when they begin. Empty: of every case."),
            wide=True,
        ),
        Part("step", _("Step of the roadmap"), help=_("The code of the step that it belongs to.")),
    ),
    new=_("Add a task"),
    start="task",
)
SPECS = {
    ("phase_set", ""): SET,
    ("phase_set", "phases[]"): PHASE,
    ("phase_set", "phases[].gate[]"): GATE,
    ("phase_set", "tasks[]"): TASK,
}
