"""The checklist that a customer fills in: sections and questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .parts import CODE, NAME, SCOPE, TITLE, Part, Spec, fixed

TYPES = [
    ("text", pgettext_lazy("question", "A text")),
    ("number", pgettext_lazy("question", "A number")),
    ("date", pgettext_lazy("question", "A day")),
    ("yes_no", pgettext_lazy("question", "Yes or no")),
    ("choice", pgettext_lazy("question", "One of several")),
    ("multi", pgettext_lazy("question", "Any of several")),
    ("feature_wish", pgettext_lazy("question", "A feature that is wanted")),
]
LOOK = (
    Part(
        "layout.accent",
        _("Colour"),
        help=_("Six hexadecimal digits, such as #0f5a3c. Empty: Senro's own."),
    ),
    Part("layout.intro", _("Words at the head"), "long"),
)
SECTION = Spec(
    _("Section"),
    (CODE, TITLE),
    new=_("Add a section"),
    start="section",
    fresh={"questions": []},
)
QUESTION = Spec(
    _("Question"),
    (
        CODE,
        TITLE,
        Part("type", _("Kind of answer"), "choice", fixed(*TYPES), default="text", needed=True),
        Part("help", _("Explanation"), "words"),
        Part("required", _("An answer is needed"), "flag"),
        Part(
            "required_in_phase",
            _("Needed at the latest in the phase"),
            help=_("The code of a phase, such as P2."),
        ),
        Part(
            "visible_if",
            _("Asked only when"),
            help=_("A rule about other answers, by their codes: has_sites = TRUE"),
            wide=True,
        ),
        Part("choices", _("Choices"), "rows", rows=(CODE, TITLE)),
    ),
    new=_("Add a question"),
    start="question",
)
SPECS = {
    ("checklist", ""): Spec(_("Checklist"), (NAME, *LOOK, *SCOPE)),
    ("checklist", "sections[]"): SECTION,
    ("checklist", "sections[].questions[]"): QUESTION,
}
