"""The page of one account, one part at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from senro.kernel.errors import Missing
from senro.kernel.queries.visits import is_favourite
from senro.ui.navigation import exists

from ...threads.shapes import thread_context
from ..shapes.page import PARTS, head_of
from ..shapes.users import users
from ..shared import account_of
from .merging import moved_to

TEMPLATES = {
    "": "overview",
    "cases": "cases",
    "users": "users",
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
    tab = request.GET.get("tab", "")
    tab = tab if tab in TEMPLATES else ""
    head = head_of(request.actor, found, request.at, tab)
    context: dict[str, Any] = {"head": head, "account": found}
    context["starred"] = is_favourite(request.actor, "account", found.pk)
    if not tab:
        context["thread"] = thread_context(request.actor, "account", found.pk, here=head.href)
    if tab == "users":
        context |= users(request, found)
    else:
        context |= PARTS[tab](request.actor, found, head, request.at)
    context["may_open"] = head.may_change and exists("/cases/new/")
    return render(request, f"console/customers/account_{TEMPLATES[tab]}.html", context)
