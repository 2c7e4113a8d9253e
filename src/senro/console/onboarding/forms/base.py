"""What the forms share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Invalid

Choices = Iterable[tuple[str, Any]]


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, with the browser's picker."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def instant_field(label: Any) -> forms.DateTimeField:
    """A moment in the organisation's time."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


def text_field(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, max_length=4000, **more)


def local_now(at: datetime) -> datetime:
    """The instant as a field of a form shows it."""
    return timezone.localtime(at).replace(second=0, microsecond=0)


def into_form(form: forms.Form, refused: Invalid) -> None:
    """Put a domain's field errors beside the form's fields."""
    for error in refused.errors:
        name = error.field.split(".")[0].split("[")[0]
        form.add_error(name if name in form.fields else None, error.message)


class ReasonForm(forms.Form):
    """Why: kept in the record for everybody to read."""

    reason = text_field(_("Reason"), rows=2)
