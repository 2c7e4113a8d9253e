"""One form a step: only what the team itself knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.programs.rules.first_steps import MOST_MONTHS, ORG_MODELS
from senro.programs.rules.policies import TIERS

from ..customers.words import TIERS as TIER_WORDS

MODELS: Mapping[str, tuple[Any, Any]] = {
    "dedicated_team": (
        _("A team for onboarding"),
        _("Specialists onboard, and hand over to retention when the case is complete."),
    ),
    "everyone_csm": (
        _("Every CSM does everything"),
        _("Whoever onboards a customer stays with them."),
    ),
    "onboarding_and_retention": (
        _("Onboarding and retention divided"),
        _("Two teams of CSMs with a handover between them, by tier."),
    ),
    "through_resellers": (
        _("Through resellers"),
        _("Partners sell and help to onboard; they see their own accounts."),
    ),
    "saas_with_nps": (
        _("Business SaaS with NPS"),
        _("Few people, much by mail and seminar, steered by surveys."),
    ),
}


class ContactForm(forms.Form):
    """After how many months without an answer a case counts as stalled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"] = self._months(_("For all customers"), required=True)
        for tier in TIERS:
            self.fields[f"months_{tier}"] = self._months(TIER_WORDS[tier], required=False)

    @staticmethod
    def _months(label: Any, *, required: bool) -> forms.IntegerField:
        return forms.IntegerField(
            label=label, required=required, min_value=1, max_value=MOST_MONTHS,
            help_text="" if required else _("Empty: as for all."),
        )  # fmt: skip


class TiersForm(forms.Form):
    """What ENT, MM and SMB mean here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tier in TIERS:
            self.fields[tier] = forms.CharField(
                label=TIER_WORDS[tier], max_length=200, required=False
            )


class ProductsForm(forms.Form):
    """What is sold, one a line."""

    products = forms.CharField(
        label=_("Products"),
        widget=forms.Textarea({"rows": 4}),
        max_length=4000,
        help_text=_("One a line. Others come by themselves with an import."),
    )


class ModelForm(forms.Form):
    """How the team divides the work."""

    model = forms.ChoiceField(
        label=_("How the team is organised"),
        choices=[(code, MODELS[code][0]) for code in ORG_MODELS],
        widget=forms.RadioSelect,
    )
