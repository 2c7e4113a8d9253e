"""The page of one account, one part at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from senro.customers.queries.past import was_there
from senro.kernel.errors import Missing
from senro.kernel.queries.visits import is_favourite
from senro.kernel.rules.access import allowed
from senro.ui.navigation import exists

from ...past import band_of, day_asked
from ...signals.shapes import signals_of
from ...threads.shapes import thread_context
from ..shapes.page import PARTS, head_of
from ..shapes.usage import usage
from ..shapes.users import users
from ..shared import account_of
from ..shared import href_of as head_url
from .merging import moved_to

TEMPLATES = {
    "": "overview",
    "cases": "cases",
    "users": "users",
    "usage": "usage",
    "people": "people",
    "contracts": "contracts",
    "record": "record",
}


@require_GET
def account(request: Any, key: str) -> HttpResponse:
    """The head and the part that the address names; an unknown part is the overview."""
    try:
        found = account_of(request, key)
    except Missing:
        elsewhere = moved_to(request, key)
        if elsewhere is None:
            raise
        return elsewhere
    day = day_asked(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TEMPLATES else ""
    band = band_of(request, day, _not_dated(tab))
    if day.past and not was_there(found, day.moment):
        absent = {"band": band, "name": found.name, "back": head_url(found.key)}
        return render(request, "console/past_absent.html", absent, status=404)
    head = head_of(request.actor, found, day.at, tab, past=day.past is not None)
    context: dict[str, Any] = {"head": head, "account": found, "past": day.past, "band": band}
    context["starred"] = is_favourite(request.actor, "account", found.pk)
    if not tab and not day.past:
        context["signals"] = signals_of(request.actor, found, request.at)
    if not tab:
        context["thread"] = thread_context(request.actor, "account", found.pk, here=head.href)
    if tab == "users":
        context |= users(request, found)
    elif tab == "usage":
        context |= usage(request.actor, found, head, day.at)
    else:
        context |= PARTS[tab](request.actor, found, head, day.at)
    may_open = head.may_change and allowed(request.actor, "case.change")
    context["may_open"] = may_open and exists("/cases/new/")
    return render(request, f"console/customers/account_{TEMPLATES[tab]}.html", context)


def _not_dated(tab: str) -> list[str]:
    """What a past day shows with today's value, part by part."""
    always = [_("name, owner and status"), _("renewal")]
    return {
        "": [*always, _("end users"), _("people"), _("notes and files"), _("about the account")],
        "users": [*always, _("end users")],
        "people": [*always, _("people")],
        "contracts": [*always, _("quota used")],
    }.get(tab, always)
