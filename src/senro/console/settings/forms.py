"""Forms of the settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.kernel.roles import ROLE_WORDS
from senro.kernel.rules.access import STAFF_ROLES

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
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args: Any, teams: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((team.key, team.name) for team in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]


class KeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    scope = forms.ChoiceField(label=_("It may"), choices=SCOPES)
