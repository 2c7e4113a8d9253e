"""Forms of accounts, contacts and contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.exchange.rules.kinds.words import EMPLOYMENTS
from senro.ui.choices import offer

from ..words import BUYING_TYPES, LAYERS, METHODS, SALES_CHANNELS, STATUSES, TIERS
from .base import NONE, Choices, RecordForm, choice, day, flag, instant, line, text, whole


class AccountForm(RecordForm):
    """An account; its key is chosen once."""

    key = line("key", 100, required=True)
    name = line("name", 200, required=True)
    kana = line("kana", 200)
    tier = choice("tier", TIERS)
    status = choice("status", STATUSES, required=True)
    industry = line("industry", 100)
    business_type = line("business_type", 100)
    employees = whole("employees")
    employees_nonregular = whole("employees_nonregular")
    owner = choice("owner", {})
    team = choice("team", {})
    channel = choice("channel", SALES_CHANNELS)
    partner = line("partner", 100)
    parent = line("parent", 100)
    buying_type = choice("buying_type", BUYING_TYPES)
    crm_id = line("crm_id", 100)

    def __init__(
        self, *args: Any, people: Choices = (), teams: Choices = (), is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [NONE, *people])
        offer(self, "team", [NONE, *teams])
        self.fields["name"].label = _("Account name")
        if not is_new:
            del self.fields["key"]


class ContactForm(RecordForm):
    """Somebody whom we talk to."""

    name = line("name", 100, required=True)
    layer = choice("layer", LAYERS, required=True)
    kana = line("kana", 100)
    title = line("title", 100)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = line("phone", 50)
    is_champion = flag("is_champion")
    sales_has_relation = flag("sales_has_relation")
    featured_in_case_study = flag("featured_in_case_study")
    handover_note = text("handover_note", rows=2)


class EndUserForm(RecordForm):
    """Somebody who works with the product at the customer's."""

    name = line("name", 100)
    employee_no = line("employee_no", 100)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    site = choice("site", {})
    employment = choice("employment", {})
    registration_method = choice("registration_method", METHODS)
    invited_at = instant("invited_at", required=False)
    first_login_at = instant("first_login_at", required=False)

    def __init__(self, *args: Any, sites: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "ja"
        known = {
            "site": [(site, site) for site in sites],
            "employment": [(one.code, one.label(language)) for one in EMPLOYMENTS],
        }
        for name, choices in known.items():
            # A word that a file brought in stays what it is.
            own = self.initial.get(name)
            more = [(own, own)] if own and own not in dict(choices) else []
            offer(self, name, [NONE, *choices, *more])


class LeavingForm(RecordForm):
    """A contact has left: since when, who follows, what they should know."""

    left_on = day("left_on", required=True)
    successor = choice("successor", {})
    handover_note = text("handover_note")

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "successor", [NONE, *people])


class ContractForm(RecordForm):
    """A contract; of one that is there, its worth changes in a form of its own."""

    key = line(
        "key", 100, required=True, help_text=_("The number of the contract. It stays as it is.")
    )
    product = line("product", 100, required=True, widget=forms.TextInput({"list": "products"}))
    plan = line("plan", 100)
    mrr = whole("mrr", required=True, help_text=_("A month, without tax."))
    seats = whole("seats")
    quota = whole("quota")
    quota_used = whole("quota_used")
    start = day("start", required=True)
    renewal = day("renewal")
    end = day("end")
    end_reason = line("end_reason", 200)
    lead_on = day("lead_on")
    won_on = day("won_on")
    deal_owner = line("deal_owner", 254)
    partner = line("partner", 100)
    bundled_with = line("bundled_with", 200)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].label = _("Contract key")
        if not is_new:
            for name in ("key", "mrr", "seats", "quota"):
                del self.fields[name]


class WorthForm(RecordForm):
    """From a day on, a contract is worth this."""

    mrr_from = day("mrr_from", required=True)
    mrr = whole("mrr", required=True, help_text=_("A month, without tax."))
    seats = whole("seats")
    quota = whole("quota")
