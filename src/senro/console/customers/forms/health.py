"""The form of an override."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.health.rules import LEVELS

from ..words import HEALTH_LEVELS

CHOICES = (("", _("As the points say")), *((code, HEALTH_LEVELS[code]) for code in LEVELS))


class OverrideForm(forms.Form):
    """What a person says, why, and for how long."""

    points = forms.IntegerField(
        label=_("Points"), required=False, min_value=0, max_value=100,
        help_text=_("0 to 100. Left empty, the computed points stay and only the level is yours."),
    )  # fmt: skip
    level = forms.ChoiceField(
        label=pgettext_lazy("health", "Level"), choices=CHOICES, required=False
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=10_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("What you know and the model does not."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it counts; it ends by itself."),
    )  # fmt: skip
