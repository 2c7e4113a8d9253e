"""The verbs of the status in words, and what each asks beyond a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.models import Case
from senro.onboarding.rules.machine import STEPS, may_take


@dataclass(frozen=True)
class StepWords:
    """A step as its button, its page and its toast say it."""

    title: Any
    text: Any
    said: Any


STEP_WORDS: dict[str, StepWords] = {
    "mark_stalled": StepWords(
        _("Mark as stalled"),
        _("The case leaves the line. Its phase and history stay."),
        _("The case is marked as stalled."),
    ),
    "recover": StepWords(
        _("Back on the line"),
        _("The customer answered or something moved: the case goes on where it stood."),
        _("The case is back on the line."),
    ),
    "park_with_cs": StepWords(
        _("Park with CS"),
        _("Onboarding ends here for now; the customer's CSM keeps in touch."),
        _("The case is parked with CS."),
    ),
    "return_to_sales": StepWords(
        _("Hand back to sales"),
        _("Sales speaks with the decision maker; the first attempt counts as failed."),
        _("The case is handed back to sales."),
    ),
    "relaunch": StepWords(
        _("Relaunch"),
        _("A new attempt begins in the first phase."),
        _("A new attempt has begun."),
    ),
    "propose_dead_flag": StepWords(
        _("Propose the dead flag"),
        _("A manager decides."),
        _("The dead flag is proposed."),
    ),
    "set_dead_flag": StepWords(
        _("Set the dead flag"),
        _("Tasks and mails stop. Contract and renewal stay visible."),
        _("The dead flag is set."),
    ),
    "keep_for_renewal": StepWords(
        _("Keep for the renewal only"),
        _("No further onboarding; the renewal is looked after."),
        _("The case is kept for the renewal only."),
    ),
    "extend_onboarding": StepWords(
        _("Extend onboarding"),
        _("Back to closing, until a date."),
        _("Onboarding is extended."),
    ),
    "mark_watch_stalled": StepWords(
        _("Use has fallen"),
        _("The customer is complete but uses it less."),
        _("Noted: use has fallen."),
    ),
    "resume_watch": StepWords(
        _("Go on with the watch"), _("The watch goes on."), _("The watch goes on.")
    ),
    "propose_handover": StepWords(
        _("Propose the handover to retention"),
        _("Retention reads the package and accepts or refuses."),
        _("The handover is proposed."),
    ),
    "accept_handover": StepWords(
        _("Accept the handover"),
        _("Retention leads the customer from now on."),
        _("The handover is accepted."),
    ),
    "close_churned": StepWords(
        _("Close: the contract was cancelled"), _("The case ends here."), _("The case is closed.")
    ),
    "close_void": StepWords(
        _("Close: opened by mistake"), _("The case counts nowhere."), _("The case is closed.")
    ),
}
# Column beside the line -> the steps that may lead there, the first that the machine allows.
STEPS_TO = {
    "stalled": ("mark_stalled",),
    "parked_with_cs": ("park_with_cs",),
    "returned": ("return_to_sales", "propose_dead_flag"),
    "dead_flag": ("set_dead_flag",),
}


def asks_of(step: str) -> frozenset[str]:
    """Fields that this step's form has besides the reason."""
    return frozenset({"mark_stalled": {"cause"}, "extend_onboarding": {"until"}}.get(step, set()))


def steps_of(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The steps that the machine and this person's role allow now."""
    return [
        {"url": reverse("case_status", args=[case.pk, name]), "label": STEP_WORDS[name].title}
        for name, step in STEPS.items()
        if name in STEP_WORDS
        and may_take(case.status, name)
        and allowed(actor, step.permission, case.team_id)
    ]
