"""Tasks of both sides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.ui.choices import offer

from ..words import SIDE
from .base import Choices, day_field


class TaskForm(forms.Form):
    """A task that the method does not know."""

    title = forms.CharField(label=_("What"), max_length=300)
    side = forms.ChoiceField(label=_("Who does it"), choices=list(SIDE.items()))
    due_on = day_field(_("Due"), required=False)
    owner = forms.ChoiceField(label=_("Colleague"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=10_000)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "—"), *people])


class TaskChangeForm(forms.Form):
    """Another name, another day, somebody else; only what this person may change of it."""

    title = forms.CharField(label=_("What"), max_length=300)
    due_on = day_field(_("Due"), required=False)
    owner = forms.ChoiceField(label=_("Colleague"), required=False)
    contact = forms.ChoiceField(label=_("Who at the customer's"), required=False)

    def __init__(
        self, *args: Any, asks: Iterable[str], people: Choices = (), contacts: Choices = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["due_on"].required = bool(self.initial.get("due_on"))
        offer(self, "owner", [("", "—"), *people])
        offer(self, "contact", [("", "—"), *contacts])
        for name in set(self.fields) - set(asks):
            del self.fields[name]
