"""Meetings, touches, the kickoff and closing runners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from senro.ui.choices import offer

from ..words import CHANNEL, CONFIRMED, DIRECTION, MEETING
from .base import Choices, instant_field, text_field

TEMPERATURES = [("", "—"), *((str(n), str(n)) for n in range(1, 6))]


def minutes_field(label: Any) -> forms.IntegerField:
    """Minutes of a meeting, at most a day."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1440)


class TouchForm(forms.Form):
    """A contact that was no meeting."""

    touched_at = instant_field(_("When"))
    direction = forms.ChoiceField(
        label=_("Direction"), choices=list(DIRECTION.items()), widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNEL.items()))
    contact = forms.ChoiceField(label=_("With whom"), required=False)
    note = text_field(_("Note"), required=False)

    def __init__(self, *args: Any, contacts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contact", [("", "—"), *contacts])


class MeetingForm(forms.Form):
    """A meeting that was held."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(MEETING.items()), initial="regular")
    held_at = instant_field(_("When"))
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNEL.items()))
    contact = forms.ChoiceField(label=_("With whom"), required=False)
    minutes_explained = minutes_field(_("Minutes explained"))
    minutes_heard = minutes_field(_("Minutes heard"))
    temperature = forms.ChoiceField(
        label=_("How keen they are (1–5)"), choices=TEMPERATURES, required=False
    )
    notes = text_field(_("Notes"), required=False)

    kind_fixed = ""

    def __init__(self, *args: Any, contacts: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contact", [("", "—"), *contacts])
        if self.kind_fixed:
            del self.fields["kind"]

    def meeting(self) -> dict[str, Any]:
        """The fields as the domain names them."""
        data = self.cleaned_data
        temperature = data.get("temperature")
        return {
            "kind": self.kind_fixed or data["kind"],
            "held_at": data["held_at"],
            "channel": data["channel"],
            "contact": data["contact"] or None,
            "minutes_explained": data["minutes_explained"],
            "minutes_heard": data["minutes_heard"],
            "temperature": int(temperature) if temperature else None,
            "confirmed": data.get("confirmed", []),
            "notes": data["notes"],
        }


class KickoffForm(MeetingForm):
    """The kickoff, with what was confirmed in it."""

    kind_fixed = "kickoff"
    confirmed = forms.MultipleChoiceField(
        label=_("Confirmed in this meeting"),
        choices=list(CONFIRMED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ClosingForm(MeetingForm):
    """The closing meeting itself; policy and outcome have forms of their own beside it."""

    kind_fixed = "closing"
    confirmed = forms.MultipleChoiceField(
        label=_("Confirmed in this meeting"),
        choices=[
            ("criteria", _("Completion criteria gone through")),
            ("next_step", CONFIRMED["next_step"]),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
