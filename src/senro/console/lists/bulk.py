"""The same change to many rows: which fields, what it would do, what it did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.exchange.actions import redo_bulk_edit, undo_bulk_edit
from senro.exchange.editing import TARGETS, chosen_keys, preview
from senro.exchange.editing.run import edit_in_bulk
from senro.exchange.models import BulkEdit
from senro.exchange.queries import visible_bulk_edits
from senro.kernel.access import require
from senro.kernel.errors import Forbidden, Invalid, Missing
from senro.kernel.rules.access import CUSTOMER_ROLES
from senro.ui.toasts import say

from .asking import Asked
from .fields import change_rows, fields_of, said_in

SHOWN = 20


@require_http_methods(["GET", "POST"])
def edit(request: Any, code: str) -> HttpResponse:
    """GET: the fields. POST: what it would do, and with `apply` the deed."""
    if request.actor.roles <= frozenset(CUSTOMER_ROLES):
        raise Missing()
    require(request.actor, TARGETS[code].permission)
    said = request.POST if request.method == "POST" else request.GET
    search, whole = said.get("search", ""), said.get("all") == "1"
    try:
        keys = _keys(request, code, said.getlist("pick"), search, whole)
    except Invalid as refused:
        say(request, refused.errors[0].message, level=messages.ERROR)
        return redirect(_back(code, search))
    context: dict[str, Any] = {
        "code": code, "search": search, "whole": whole, "back": _back(code, search),
        "picked": () if whole else keys, "count": len(keys),
        "fields": fields_of(request, code, said if request.method == "POST" else None),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "console/lists/bulk.html", context)
    return _posted(request, code, keys, context)


def _posted(request: Any, code: str, keys: list[str], context: dict[str, Any]) -> HttpResponse:
    wanted = said_in(code, request.POST)
    try:
        if request.POST.get("apply"):
            row = edit_in_bulk(
                target=code, keys=keys, fields=wanted, by=request.actor, at=request.at
            )
            return _done(request, row)
        told = preview(code, keys, wanted, by=request.actor, at=request.at)
    except Invalid as refused:
        context["errors"] = refused.errors
        return render(request, "console/lists/bulk.html", context, status=422)
    except Forbidden:
        context["nobody"] = True
        return render(request, "console/lists/bulk.html", context, status=403)
    context |= {"told": told, "changes": change_rows(code, told), "refusals": told.refusals[:SHOWN]}
    return render(request, "console/lists/bulk.html", context)


def _done(request: Any, row: BulkEdit) -> HttpResponse:
    if row.state == "done":
        words = _("%(n)s rows changed.") % {"n": row.changed}
        say(request, words, undo=reverse("bulk_undo", args=[row.pk]))
    return redirect("bulk_edit", row.pk)


@require_safe
def result(request: Any, bulk_id: UUID) -> HttpResponse:
    """What was changed and what was refused; while it runs, how far it is."""
    row = _find(request, bulk_id)
    context = {
        "row": row,
        "back": reverse(row.target),
        "fields": [(name, value) for name, value in row.fields.items()],
        "refusals": row.refusals[:200],
    }
    return render(request, "console/lists/bulk_result.html", context)


@require_POST
def undo(request: Any, bulk_id: UUID) -> HttpResponse:
    """Take it back, or make it again."""
    row = _find(request, bulk_id)
    if row.state == "undone":
        found = redo_bulk_edit(bulk=row, by=request.actor, at=request.at)
        words = _("%(n)s rows changed again.") % {"n": found.restored}
    else:
        found = undo_bulk_edit(bulk=row, by=request.actor, at=request.at)
        words = _("%(n)s rows put back.") % {"n": found.restored}
    if found.kept:
        words += " " + _("%(n)s were changed since and stay.") % {"n": len(found.kept)}
    say(request, words)
    return redirect("bulk_edit", row.pk)


def _find(request: Any, bulk_id: UUID) -> BulkEdit:
    found = visible_bulk_edits(request.actor).filter(pk=bulk_id).first()
    if found is None:
        raise Missing()
    return found


def _keys(request: Any, code: str, picked: list[str], search: str, whole: bool) -> list[str]:
    asked = Asked.of(QueryDict(search), code).narrow if whole else None
    named = None if whole else picked
    return chosen_keys(code, request.actor, at=request.at, keys=named, asked=asked)


def _back(code: str, search: str) -> str:
    return f"{reverse(code)}?{search}" if search else reverse(code)
