"""The form of a deal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .base import RecordForm, day, line, whole


class DealForm(RecordForm):
    """A sale on its way or won; its key is chosen once."""

    key = line(
        "key",
        100,
        required=True,
        help_text=_("The number of the deal in the CRM. It stays as it is."),
    )
    name = line("name", 200)
    stage = line("stage", 50)
    amount = whole("amount")
    lead_on = day("lead_on")
    won_on = day("won_on")
    owner = line("deal_owner", 254)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].label = _("Deal key")
        self.fields["name"].label = _("Deal name")
        if not is_new:
            del self.fields["key"]
