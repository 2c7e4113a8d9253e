"""The roadmap: stages, their steps, and all that a step tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, HIDDEN_CODE, LAYERS, NAME, SCOPE, TITLE, TOUCHES, Part, Spec, fixed

LEVELS = [
    ("draft", pgettext_lazy("level", "Draft")),
    ("tested", pgettext_lazy("level", "Tried")),
    ("proven", pgettext_lazy("level", "Proven")),
]
STAGES = [
    ("onboarding", pgettext_lazy("stage", "Onboarding")),
    ("adoption", pgettext_lazy("stage", "Adoption")),
    ("expansion", pgettext_lazy("stage", "Expansion")),
]
MINUTES = Part("minutes", _("Minutes"), "count")
# A list of bare words: the row itself is the value.
SENTENCE = Part("", _("Sentence"), "long")
STAGE = Spec(
    _("Stage"),
    (
        Part("code", pgettext_lazy("method", "Code"), "choice", fixed(*STAGES)),
        NAME,
        Part(
            "ideal",
            _("The ideal state"),
            "words",
            help=_("One sentence is enough: it counts as a draft."),
        ),
    ),
    new=_("Write the ideal state"),
    start="stage",
    fresh={"steps": []},
)
STEP = Spec(
    _("Step"),
    (
        CODE,
        NAME,
        Part("level", _("How well it is known"), "choice", fixed(*LEVELS), default="draft"),
        Part("phase", _("Phase"), help=_("The code of the phase that it belongs to.")),
        Part("flow", _("What happens"), "long"),
        Part("hurdle", _("What has to be overcome"), "long"),
        Part(
            "stumbling",
            _("Stumbling points"),
            "rows",
            rows=(HIDDEN_CODE, TITLE, Part("detail", _("Detail"), "long")),
        ),
        Part(
            "customer_actions",
            _("What the customer does"),
            "rows",
            rows=(
                TITLE,
                Part(
                    "layer",
                    _("Layer"),
                    "choice",
                    fixed(("", pgettext_lazy("layer", "Not told")), *LAYERS),
                ),
                MINUTES,
            ),
        ),
        Part(
            "vendor_actions",
            _("What we do"),
            "rows",
            rows=(
                TITLE,
                Part(
                    "touch",
                    pgettext_lazy("method", "Touch"),
                    "choice",
                    fixed(*TOUCHES),
                    default="high",
                ),
                MINUTES,
            ),
        ),
        Part("completion", _("It is complete when"), "long"),
        Part("timing.words", pgettext_lazy("method", "When"), "words"),
        Part("timing.days", _("Planned days"), "count"),
        Part("value", _("What the customer gains"), "long"),
        Part(
            "contents",
            _("Content"),
            "rows",
            rows=(TITLE, Part("url", _("Address"))),
        ),
        Part("talk", _("How to say it"), "rows", rows=(SENTENCE,)),
        Part("examples", _("Examples"), "rows", rows=(SENTENCE,)),
    ),
    new=_("Add a step"),
    start="step",
)
SPECS = {
    ("roadmap", ""): Spec(pgettext_lazy("method", "Roadmap"), (NAME, *SCOPE)),
    ("roadmap", "stages[]"): STAGE,
    ("roadmap", "stages[].steps[]"): STEP,
}
