"""What the forms share: fields named as the domain's, custom fields, the version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from senro.customers.models import CustomField

from ..shapes.page import label_of
from ..words import FIELDS

NONE = ("", "—")
YES_NO = (
    NONE,
    ("true", pgettext_lazy("answer", "Yes")),
    ("false", pgettext_lazy("answer", "No")),
)
Choices = Iterable[tuple[str, Any]]


def line(name: str, length: int, *, required: bool = False, **more: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=FIELDS[name], max_length=length, required=required, **more)


def choice(name: str, words: Mapping[str, Any], *, required: bool = False) -> forms.ChoiceField:
    """One of the domain's codes."""
    choices = [*words.items()] if required else [NONE, *words.items()]
    return forms.ChoiceField(label=FIELDS[name], choices=choices, required=required)


def whole(name: str, *, required: bool = False, **more: Any) -> forms.IntegerField:
    """A whole number, never negative."""
    return forms.IntegerField(label=FIELDS[name], min_value=0, required=required, **more)


def day(name: str, *, required: bool = False, **more: Any) -> forms.DateField:
    """A day, with the browser's picker."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=FIELDS[name], required=required, widget=widget, **more)


def flag(name: str) -> forms.BooleanField:
    """A tick."""
    return forms.BooleanField(label=FIELDS[name], required=False)


def text(name: str, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=FIELDS[name], required=False, widget=widget, max_length=10_000, **more
    )


def instant(name: str, *, required: bool = True) -> forms.DateTimeField:
    """A moment in the organisation's time."""
    return forms.DateTimeField(
        label=FIELDS[name],
        required=required,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


def local(at: datetime) -> datetime:
    """The instant as a field of a form shows it."""
    return timezone.localtime(at).replace(second=0, microsecond=0)


class RecordForm(forms.Form):
    """A record: its own fields, those that the team added, and the version that was looked at."""

    subject = ""
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: Iterable[CustomField] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {row.code: row for row in own}
        for code, row in self.own.items():
            self.fields[code] = custom_field(row)

    @property
    def wide(self) -> list[Any]:
        """Visible fields with the class of each: what is long takes the whole width."""
        return [
            (bound, "full" if isinstance(bound.field.widget, forms.Textarea) else "")
            for bound in self.visible_fields()
        ]

    def values(self) -> dict[str, Any]:
        """The fields as the domain names them; empty ones clear."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name == "version" or name == "key":
                continue
            if name in self.own:
                value = custom_value(self.own[name], value)
            found[name] = None if value == "" else value
        return found


def own_fields(subject: str) -> list[CustomField]:
    """The fields that the team added to this kind of record (1 query)."""
    return list(CustomField.objects.living().filter(subject=subject).order_by("code"))


def custom_field(row: CustomField) -> forms.Field:
    """The control for a field that the team added."""
    label = label_of(row)
    if row.type == "boolean":
        return forms.ChoiceField(label=label, choices=YES_NO, required=False)
    if row.type == "date":
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=widget)
    if row.type == "number":
        return forms.FloatField(label=label, required=False)
    if row.options:
        choices = [(one, one) for one in row.options]
        if row.type == "list":
            return forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(label=label, choices=[NONE, *choices], required=False)
    hint = pgettext_lazy("list field", "Several are separated by “、” or “;”.")
    return forms.CharField(
        label=label, required=False, max_length=2_000, help_text=hint if row.type == "list" else ""
    )


def custom_value(row: CustomField, value: Any) -> Any:
    """What was typed, as the domain wants it."""
    if value in ("", None, []):
        return None
    if row.type == "boolean":
        return value == "true"
    if row.type == "number":
        return int(value) if float(value).is_integer() else value
    if row.type == "list" and isinstance(value, str):
        parts = value.replace("、", ";").replace(",", ";").split(";")
        return [part.strip() for part in parts if part.strip()]
    return value


def custom_initial(own: Iterable[CustomField], custom: Mapping[str, Any]) -> dict[str, Any]:
    """Values of those fields as their controls show them."""
    found = {}
    for row in own:
        value = custom.get(row.code)
        if row.type == "boolean" and value is not None:
            value = "true" if value else "false"
        elif row.type == "list" and not row.options:
            value = "、".join(value or ())
        found[row.code] = value
    return found
