"""Words of the customers screens that stand in more than one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.onboarding.queries.said import said
from senro.programs.queries import purposes

TIERS: dict[str, Any] = {
    "ENT": _("Enterprise"),
    "MM": _("Mid-market"),
    "SMB": pgettext_lazy("tier", "SMB"),
}
STATUSES: dict[str, Any] = {
    "onboarding": pgettext_lazy("account", "Onboarding"),
    "adoption": pgettext_lazy("account", "Adoption"),
    "expansion": pgettext_lazy("account", "Expansion"),
    "churned": pgettext_lazy("account", "Churned"),
}
SALES_CHANNELS: dict[str, Any] = {
    "direct": pgettext_lazy("sales channel", "Direct"),
    "partner": pgettext_lazy("sales channel", "Partner"),
}
HEALTH_LEVELS: dict[str, Any] = {
    "go": pgettext_lazy("health", "Good"),
    "care": pgettext_lazy("health", "Needs care"),
    "stop": pgettext_lazy("health", "At risk"),
    "unknown": pgettext_lazy("points", "unknown"),
}
BUYING_TYPES: dict[str, Any] = {
    "top_down": _("Decided at the top"),
    "admin_led": _("Led by the admins"),
    "field_led": _("Led by the field"),
}
LAYERS: dict[str, Any] = {
    "decision_maker": _("Decision maker"),
    "admin": _("Admin"),
    "site_manager": _("Site manager"),
    "end_user": _("End user"),
}
TOUCH_CHANNELS: dict[str, Any] = {
    "online": _("Online"),
    "onsite": _("On site"),
    "phone": _("Phone"),
    "mail": _("Mail"),
    "chat": _("Chat"),
    "other": pgettext_lazy("channel", "Other"),
}
DIRECTIONS: dict[str, Any] = {
    "inbound": _("They spoke with us"),
    "outbound": _("We tried to reach them"),
}
METHODS: dict[str, Any] = {
    "email": pgettext_lazy("registration", "E-mail"),
    "employee_no": _("Employee number and first PIN"),
    "sms": pgettext_lazy("registration", "SMS"),
    "qr_card": _("QR card"),
    "shared_terminal": _("Shared terminal"),
}
MOVEMENTS: dict[str, Any] = {
    "new": pgettext_lazy("movement", "New"),
    "expansion": pgettext_lazy("movement", "Expansion"),
    "contraction": pgettext_lazy("movement", "Contraction"),
    "same": pgettext_lazy("movement", "Same MRR"),
}
CASE_STATUSES: dict[str, Any] = {
    "active": _("In progress"),
    "at_risk": _("At risk"),
    "stalled": _("Stalled"),
    "parked_with_cs": _("Parked with CS"),
    "returned_to_sales": _("Handed back to sales"),
    "relaunching": _("Relaunching"),
    "dead_flag_proposed": _("Dead flag proposed"),
    "dead_flagged": _("Dead flag"),
    "renewal_only": _("Renewal only"),
    "completed": _("Complete, watched"),
    "watch_stalled": _("Use fell after completion"),
    "extended_onboarding": _("Onboarding extended"),
    "handover_proposed": _("Handover proposed"),
    "handed_over": _("Handed over to retention"),
    "closed_churned": _("Closed: churned"),
    "closed_void": _("Closed: void"),
}
FIELD_TYPES: dict[str, Any] = {
    "text": pgettext_lazy("field type", "Text"),
    "number": pgettext_lazy("field type", "Number"),
    "date": pgettext_lazy("field type", "Date"),
    "boolean": pgettext_lazy("field type", "Yes or no"),
    "list": pgettext_lazy("field type", "List"),
}
SUBJECTS: dict[str, Any] = {
    "account": pgettext_lazy("record", "Account"),
    "contact": pgettext_lazy("record", "Contact"),
    "contract": pgettext_lazy("record", "Contract"),
    "enduser": pgettext_lazy("record", "End user"),
    "case": pgettext_lazy("record", "Onboarding case"),
}
# Columns by the words that forms, lists and the record use for them.
FIELDS: dict[str, Any] = {
    "key": _("Account key"),
    "name": pgettext_lazy("field", "Name"),
    "kana": _("Reading (kana)"),
    "industry": _("Industry"),
    "business_type": _("Business type"),
    "tier": _("Tier"),
    "employees": _("Employees"),
    "employees_nonregular": _("Part-timers and others"),
    "parent": _("Parent account (key)"),
    "buying_type": _("How they buy"),
    "channel": _("Sales channel"),
    "partner": _("Partner (key or name)"),
    "owner": pgettext_lazy("account", "Owner"),
    "team": _("Team"),
    "crm_id": _("ID in the CRM"),
    "status": pgettext_lazy("account", "Status"),
    "layer": _("Layer"),
    "title": _("Job title"),
    "email": _("E-mail"),
    "phone": _("Phone number"),
    "is_champion": _("Champion"),
    "sales_has_relation": _("Sales know them well"),
    "featured_in_case_study": _("Featured in a case study"),
    "left_on": _("Left on"),
    "successor": _("Successor"),
    "handover_note": _("Note for the handover"),
    "product": _("Product"),
    "plan": pgettext_lazy("contract", "Plan"),
    "mrr": _("MRR"),
    "mrr_from": _("From"),
    "seats": _("Seats (persons)"),
    "quota": _("Quota (records a year)"),
    "quota_used": _("Quota used"),
    "start": pgettext_lazy("contract", "Start"),
    "renewal": _("Renewal"),
    "end": pgettext_lazy("contract", "End"),
    "end_reason": _("Reason for the end"),
    "stage": pgettext_lazy("deal", "Stage"),
    "amount": pgettext_lazy("deal", "Amount"),
    "lead_on": _("Lead on"),
    "won_on": _("Won on"),
    "deal_owner": _("Sales person"),
    "bundled_with": _("Bundled with"),
    "employee_no": _("Employee number"),
    "site": _("Site"),
    "employment": _("Employment"),
    "registration_method": _("Registration method"),
    "invited_at": _("Invited"),
    "first_login_at": _("First login"),
    "direction": _("Direction"),
    "touched_at": _("When"),
    "note": _("Note"),
    "contact": _("With whom"),
    "rank": _("Order"),
    "code": pgettext_lazy("field", "Code"),
    "label_ja": _("Name in Japanese"),
    "label_en": _("Name in English"),
    "options": _("Options"),
    "type": pgettext_lazy("field", "Type"),
    "subject": pgettext_lazy("field", "Record"),
}


def purpose_words(at: datetime) -> dict[str, Any]:
    """The names of the purposes to choose from, by code (1 query)."""
    return {purpose.code: said(purpose.name) for purpose in purposes(at)}


def plain(words: Mapping[str, Any]) -> dict[str, str]:
    """The words in the reader's language, looked up once for many rows."""
    return {code: str(word) for code, word in words.items()}
