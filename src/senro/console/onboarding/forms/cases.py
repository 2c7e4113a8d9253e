"""A new case, who leads it, what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.ui.choices import offer

from .base import Choices, day_field, text_field

STARTS = (
    ("P1", _("Now: the first phase begins")),
    ("intake", _("Later: it waits for the kickoff")),
)


KICKOFFS = (
    ("counts", _("Share the kickoff of the other case; what it confirmed counts here too")),
    ("shared", _("Share it, but confirm again for this product")),
    ("own", _("Hold a kickoff of its own")),
)
# What is chosen, as the verb takes it.
SHARES = {"counts": True, "shared": None, "own": False, "": None}


class NewCaseForm(forms.Form):
    """Start, leader, and whether the first phase begins at once."""

    contract = forms.CharField(widget=forms.HiddenInput)
    started = day_field(_("Start"))
    owner = forms.ChoiceField(label=_("Lead"), required=False)
    phase = forms.ChoiceField(label=_("Begins"), choices=STARTS, initial="P1")
    kickoff = forms.ChoiceField(
        label=_("Kickoff"), choices=KICKOFFS, initial="counts", widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, people: Choices = (), kickoff: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "—"), *people])
        if kickoff is None:
            del self.fields["kickoff"]
        else:
            self.fields["kickoff"].help_text = kickoff

    def shares(self) -> bool | None:
        """Whether the kickoff of the other case is shared, as the verb takes it."""
        return SHARES[self.cleaned_data.get("kickoff", "")]


class OwnerForm(forms.Form):
    """Who leads the case from now on."""

    owner = forms.ChoiceField(label=_("Lead"))

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [] if self.initial.get("owner") else [("", "—")]
        offer(self, "owner", [*first, *people])


class TargetForm(forms.Form):
    """Until when the case should be complete."""

    target_end = day_field(_("Target"))
    reason = text_field(_("Reason"), required=False, rows=2)


class TemperatureForm(forms.Form):
    """How keen the customer is, as CS sees it."""

    temperature = forms.TypedChoiceField(
        label=_("Keenness"), required=False, coerce=int, empty_value=None,
        choices=[("", "—"), *((n, n) for n in range(1, 6))],
    )  # fmt: skip


class StatusForm(forms.Form):
    """Why the status changes; the cause where a stall begins or is found out."""

    reason = text_field(_("Reason"), rows=3)
    cause = forms.CharField(label=_("Expected cause"), required=False, max_length=40)
    until = day_field(_("Until"), required=False)
    contact = forms.ChoiceField(label=_("Who answered"), required=False)

    def __init__(
        self, *args: Any, asks: frozenset[str] = frozenset(), contacts: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contact", [("", "—"), *contacts])
        for name in set(self.fields) - {"reason", *asks}:
            del self.fields[name]
