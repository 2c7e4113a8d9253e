"""Where days begin and which are not worked: asked by the settings and by the first steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.kernel.actions import change_organization
from senro.kernel.errors import Invalid
from senro.kernel.models import Organization

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
LINES = ("extra", "removed")


class CalendarForm(forms.Form):
    """Time zone and closed days."""

    timezone = forms.CharField(label=_("Time zone"), max_length=64)
    country = forms.CharField(
        label=_("Public holidays of"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as JP. Empty: no public holidays."),
    )
    weekend = forms.TypedMultipleChoiceField(
        label=_("Closed every week on"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    extra = forms.CharField(
        label=_("The company's own closed days"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One day a line, such as 2026-12-29."),
    )
    removed = forms.CharField(
        label=_("Days worked although it is a holiday"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


def calendar_initial(row: Organization) -> dict[str, Any]:
    """What the form shows at first."""
    calendar = row.settings.get("calendar") or {}
    return {
        "timezone": row.timezone,
        "country": calendar.get("country", "JP"),
        "weekend": calendar.get("weekend", [5, 6]),
        **{name: "\n".join(calendar.get(name, [])) for name in LINES},
    }


def calendar_fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """A valid form's answers as the verb takes them."""
    calendar = {
        "country": told["country"].strip().upper(),
        "weekend": sorted(told["weekend"]),
        **{name: told[name].split() for name in LINES},
    }
    return {"timezone": told["timezone"], "settings": {"calendar": calendar}}


def save_organization(fields: dict[str, Any], **by: Any) -> Organization:
    """The verb; its errors name the form's own fields. Raises Invalid."""
    try:
        return change_organization(fields=fields, **by)
    except Invalid as refused:
        flat = (replace(one, field=one.field.removeprefix("calendar.")) for one in refused.errors)
        raise Invalid(*flat) from refused
