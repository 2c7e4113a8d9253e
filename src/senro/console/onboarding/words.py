"""Words of the onboarding screens that stand in more than one place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUS: dict[str, Any] = {
    "intake": pgettext_lazy("status", "Sales handoff"),
    "active": pgettext_lazy("status", "In progress"),
    "at_risk": pgettext_lazy("status", "At risk"),
    "stalled": pgettext_lazy("status", "Stalled"),
    "parked_with_cs": pgettext_lazy("status", "Parked with CS"),
    "returned_to_sales": pgettext_lazy("status", "Handed back to sales"),
    "relaunching": pgettext_lazy("status", "Relaunching"),
    "dead_flag_proposed": pgettext_lazy("status", "Dead flag proposed"),
    "dead_flagged": pgettext_lazy("status", "Dead flag"),
    "renewal_only": pgettext_lazy("status", "Renewal only"),
    "completed": pgettext_lazy("status", "Complete, watched"),
    "watch_stalled": pgettext_lazy("status", "Use fell after completion"),
    "extended_onboarding": pgettext_lazy("status", "Onboarding extended"),
    "handover_proposed": pgettext_lazy("status", "Handover proposed"),
    "handed_over": pgettext_lazy("status", "Handed over to retention"),
    "closed_churned": pgettext_lazy("status", "Closed: churned"),
    "closed_void": pgettext_lazy("status", "Closed: void"),
}
# The signal a status shows when nothing else is known of the case.
SIGNAL = {
    "at_risk": "care",
    "stalled": "stop",
    "returned_to_sales": "stop",
    "dead_flag_proposed": "stop",
    "dead_flagged": "stop",
    "watch_stalled": "stop",
    "parked_with_cs": "care",
}
LAYERS: dict[str, Any] = {
    "decision_maker": _("Decision maker"),
    "admin": _("Admin"),
    "site_manager": _("Site manager"),
    "end_user": _("End user"),
}
CHANNEL: dict[str, Any] = {
    "online": _("Online"),
    "onsite": _("On site"),
    "phone": _("Phone"),
    "mail": _("Mail"),
    "chat": _("Chat"),
    "other": pgettext_lazy("channel", "Other"),
}
DIRECTION: dict[str, Any] = {
    "inbound": _("They spoke with us"),
    "outbound": _("We tried to reach them"),
}
MEETING: dict[str, Any] = {
    "handoff": _("Live handoff"),
    "kickoff": _("Kickoff meeting"),
    "regular": _("Regular meeting"),
    "consulting": _("Consulting"),
    "coaching": _("Coaching"),
    "onsite": _("Visit on site"),
    "briefing": _("Employee briefing"),
    "training": _("Training"),
    "review": _("Review"),
    "closing": _("Closing meeting"),
    "call": _("Call"),
    "mail": _("Mail"),
    "seminar": _("Seminar"),
    "other": pgettext_lazy("meeting", "Other"),
}
CONFIRMED: dict[str, Any] = {
    "purpose": _("Purpose of adoption"),
    "goal": pgettext_lazy("kickoff", "Goal"),
    "wish": _("What the customer wants, confirmed again"),
    "structure": _("Project structure"),
    "criteria": _("Completion criteria told"),
    "schedule": _("Schedule told"),
    "next_step": _("Next step agreed"),
}
SIDE: dict[str, Any] = {"vendor": _("Us"), "customer": _("The customer")}
ROLE: dict[str, Any] = {
    "owner": _("Project owner"),
    "sponsor": _("Sponsor"),
    "site_lead": _("Site lead"),
}
ELEMENT: dict[str, Any] = {
    "structure": pgettext_lazy("element", "Structure"),
    "goal": pgettext_lazy("element", "Goal"),
    "value": pgettext_lazy("element", "Value"),
}
TIER: dict[str, Any] = {"ENT": _("Enterprise"), "MM": _("Mid-market"), "SMB": _("SMB")}
SALES_CHANNEL: dict[str, Any] = {"direct": _("Direct sales"), "partner": _("Partner sales")}
TOUCH: dict[str, Any] = {
    "high": _("High touch"),
    "low": _("Low touch"),
    "self": _("Self-serve"),
}


def status_word(status: str) -> Any:
    """A status in words; an unknown one as it is."""
    return STATUS.get(status, status)


# What a fact keeps beside its rule's inputs.
EVIDENCE: dict[str, Any] = {
    "found": pgettext_lazy("evidence", "Found at risk"),
    "cleared": pgettext_lazy("evidence", "No longer at risk"),
    "created": pgettext_lazy("evidence", "New rows"),
    "updated": pgettext_lazy("evidence", "Changed rows"),
    "unchanged": pgettext_lazy("evidence", "Unchanged rows"),
    "refused": pgettext_lazy("evidence", "Refused rows"),
    "read": pgettext_lazy("evidence", "Rows read"),
    "kind": pgettext_lazy("evidence", "Kind"),
    "file_name": pgettext_lazy("evidence", "File"),
    "file": pgettext_lazy("evidence", "File"),
    "handoff": pgettext_lazy("evidence", "Handoff"),
    "phase": pgettext_lazy("evidence", "Phase"),
    "from": pgettext_lazy("evidence", "From"),
    "to": pgettext_lazy("evidence", "To"),
    "purpose": pgettext_lazy("evidence", "Purpose"),
    "tasks": pgettext_lazy("evidence", "ToDos made"),
    "sites": pgettext_lazy("evidence", "Sites"),
    "waves": pgettext_lazy("evidence", "Sites"),
    "method": pgettext_lazy("evidence", "Way of registration"),
    "people": pgettext_lazy("evidence", "People"),
    "count": pgettext_lazy("evidence", "Rows"),
    "decision": pgettext_lazy("evidence", "Decision"),
    "undone": pgettext_lazy("evidence", "What was undone"),
    "moved": pgettext_lazy("evidence", "Handed over"),
    "phase_since": pgettext_lazy("evidence", "In this phase since"),
    "last_inbound_at": pgettext_lazy("evidence", "Last word from the customer"),
}
