"""Who stands for the project, why they bought, what they want by when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.ui.choices import offer

from ..words import ROLE
from .base import Choices, day_field, text_field


class StructureForm(forms.Form):
    """Owner, sponsor and site leads among the contacts."""

    owner = forms.ChoiceField(label=ROLE["owner"], required=False)
    sponsor = forms.ChoiceField(label=ROLE["sponsor"], required=False)
    site_leads = forms.MultipleChoiceField(
        label=_("Site leads"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, contacts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(contacts)
        for name in ("owner", "sponsor"):
            offer(self, name, [("", "—"), *known])
        offer(self, "site_leads", known)


class PurposeForm(forms.Form):
    """One purpose: at which rank, or why it no longer counts here."""

    rank = forms.IntegerField(required=False, min_value=1, max_value=100)
    reason = text_field(_("Reason"), required=False, rows=2)


class WishForm(forms.Form):
    """A function that the customer wants, and by when."""

    feature = forms.CharField(label=_("Function"), max_length=100)
    want_by = day_field(_("By"), required=False)
    declared_by = forms.CharField(label=_("Said by"), required=False, max_length=200)
