"""Forms of the settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.kernel.roles import ROLE_WORDS
from senro.kernel.rules.access import CUSTOMER_ROLES, STAFF_ROLES
from senro.ui.choices import offer

SCOPES = (
    ("read", _("Read")),
    ("write", _("Read and write")),
    ("ingest", _("Send events only")),
)


class PersonForm(forms.Form):
    """Who a colleague is, what they do, in which team."""

    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_WORDS[role]) for role in STAFF_ROLES],
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    partner_key = forms.ChoiceField(
        label=pgettext_lazy("sales channel", "Partner"),
        required=False,
        help_text=_("Of a partner's person: where they work."),
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        teams: Any = (),
        partners: Any = (),
        customer: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if customer:
            # Somebody of a customer is in no team of ours and has roles of their own.
            choices = [(role, ROLE_WORDS[role]) for role in CUSTOMER_ROLES]
            offer(self, "roles", choices)
            del self.fields["team"], self.fields["partner_key"]
            return
        for name, rows in (("team", teams), ("partner_key", partners)):
            choices = [("", "—"), *((row.key, row.name) for row in rows)]
            offer(self, name, choices)


class KeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    scope = forms.ChoiceField(label=_("It may"), choices=SCOPES)
