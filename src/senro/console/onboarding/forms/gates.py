"""Forms at a gate: vouching, passing by exception, criteria, policy and outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import day_field, text_field

STEPS = 5


class OverrideForm(forms.Form):
    """Why a gate is passed although it is closed."""

    override = text_field(_("Why it goes on although the gate is closed"), rows=3)


class AttestForm(forms.Form):
    """What somebody vouches for, and by what it can be seen."""

    evidence = text_field(
        _("Evidence"), rows=3, help_text=_("What was decided, when, and where it can be read.")
    )


class PolicyForm(forms.Form):
    """The promotion policy: who, and dated steps."""

    policy_owner = forms.CharField(label=_("Who leads it at the customer"), max_length=200)

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy_owner"].required = required
        self.fields.update(step_fields())

    def steps(self) -> list[dict[str, str]]:
        """The steps that were filled in, as the domain takes them."""
        return steps_of(self.cleaned_data)

    def step_rows(self) -> list[tuple[Any, Any]]:
        """Pairs of bound fields for the template."""
        return [(self[f"what_{n}"], self[f"due_{n}"]) for n in range(1, STEPS + 1)]


class OutcomeForm(forms.Form):
    """What was achieved, in three parts that can be told."""

    achieved = text_field(
        _("What was achieved"), rows=2, help_text=_("The KPI before and after: 40 min → 14 min.")
    )
    led_to = text_field(_("What that led to"), rows=2)
    evidence = text_field(_("Evidence"), rows=2, help_text=_("A link to where it can be seen."))


def step_fields() -> dict[str, forms.Field]:
    """Pairs of what and when."""
    fields: dict[str, forms.Field] = {}
    for number in range(1, STEPS + 1):
        fields[f"what_{number}"] = forms.CharField(
            label=_("Step %(n)s") % {"n": number}, required=False, max_length=200
        )
        fields[f"due_{number}"] = day_field(_("by"), required=False)
    return fields


def steps_of(data: dict[str, Any]) -> list[dict[str, str]]:
    """[{"what", "due"}] of the rows in which anything stands."""
    rows = [(data.get(f"what_{n}") or "", data.get(f"due_{n}")) for n in range(1, STEPS + 1)]
    return [{"what": what, "due": iso(due)} for what, due in rows if what or due]


def iso(day: date | None) -> str:
    """A day as text, nothing as nothing."""
    return day.isoformat() if day else ""
