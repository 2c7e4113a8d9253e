"""Tasks of both sides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
        self.fields["owner"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class TaskDateForm(forms.Form):
    """Another day for a task."""

    due_on = day_field(_("Due"))
