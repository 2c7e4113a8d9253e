"""Small forms: a touch, a purpose, a method for many, a custom field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.ui.choices import offer

from ..words import DIRECTIONS, FIELD_TYPES, METHODS, SUBJECTS, TOUCH_CHANNELS
from .base import NONE, Choices, choice, instant, line, text


class TouchForm(forms.Form):
    """A contact with the customer."""

    touched_at = instant("touched_at")
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=list(DIRECTIONS.items()),
        widget=forms.RadioSelect,
        initial="inbound",
    )
    channel = choice("channel", TOUCH_CHANNELS, required=True)
    contact = choice("contact", {})
    note = text("note")

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].label = _("Channel")
        offer(self, "contact", [NONE, *people])


class PurposeForm(forms.Form):
    """A purpose, and in which place."""

    code = forms.ChoiceField(label=_("Purpose of adoption"))
    rank = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=100)

    def __init__(self, *args: Any, purposes: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", purposes)


class MethodForm(forms.Form):
    """How many people can register, at once."""

    who = forms.ChoiceField(choices=[("method", ""), ("email", ""), ("all", "")])
    site = forms.CharField(required=False, max_length=200)
    method = forms.ChoiceField(choices=list(METHODS.items()))


class CustomFieldForm(forms.Form):
    """A field that the team adds."""

    subject = choice("subject", SUBJECTS, required=True)
    code = line("code", 60, required=True, help_text=_("Small letters, digits and _: rules and files use it."))  # fmt: skip
    type = choice("type", FIELD_TYPES, required=True)
    label_ja = line("label_ja", 100, required=True)
    label_en = line("label_en", 100)
    options = forms.CharField(
        label=_("Options"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line. Left empty, anything can be entered."),
    )

    def clean_options(self) -> list[str]:
        """The lines."""
        return [one.strip() for one in self.cleaned_data["options"].splitlines() if one.strip()]


class ErasureForm(forms.Form):
    """Why, and that it is meant."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Such as who asked and when. Without the name: this stays in the record."),
    )
    sure = forms.BooleanField(label=_("It is meant: this cannot be taken back."))
