"""One cell of a list, changed where it stands. Without JavaScript its link leads to a form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import put_account
from senro.customers.queries.visible import visible_accounts
from senro.exchange.editing import TARGETS
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing, StaleVersion
from senro.kernel.models import Fact
from senro.kernel.rules.access import CUSTOMER_ROLES
from senro.onboarding.actions import edit_case
from senro.onboarding.queries.visible import visible_cases
from senro.ui.toasts import say

from .fields import CLEAR, Control, control_of, own_fields, typed

EDITABLE = {"accounts": ("owner", "team", "tier", "industry", "status"), "cases": ("owner", "team")}


@require_http_methods(["GET", "POST"])
def cell(request: Any, code: str) -> HttpResponse:
    """GET: the control with the present value. POST: the new value, then the list again."""
    if request.actor.roles <= frozenset(CUSTOMER_ROLES):
        raise Missing()
    said = request.POST if request.method == "POST" else request.GET
    name = said.get("field", "")
    row = _row(request, code, said.get("key", ""))
    if name not in EDITABLE[code] and name not in own_fields(code):
        raise Missing()
    require(request.actor, TARGETS[code].permission, row.team_id)
    control = control_of(request, code, name, _value(row, name))
    if request.method == "GET":
        return _form(request, code, row, control)
    text = said.get("value", "").strip()
    value = None if text in ("", CLEAR) else typed(name, text, own_fields(code))
    try:
        _change(request, code, row, name, value, said.get("version", ""))
    except Invalid as refused:
        return _form(request, code, row, control, refused.errors, 422)
    except StaleVersion as refused:
        row.refresh_from_db()
        control = control_of(request, code, name, _value(row, name))
        errors = (FieldError("", refused.code, refused.message),)
        return _form(request, code, row, control, errors, 409)
    say(request, _("%(field)s changed.") % {"field": control.label}, undo=_undo(request))
    back = f"{reverse(code)}?{said.get('search', '')}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=200)
        response["HX-Redirect"] = back
        return response
    return redirect(back)


def _row(request: Any, code: str, key: str) -> Any:
    rows: Any
    if code == "accounts":
        rows = visible_accounts(request.actor).filter(key=key)
    else:
        try:
            rows = visible_cases(request.actor).filter(pk=UUID(key))
        except ValueError as error:
            raise Missing() from error
    found = rows.select_related("owner", "team", *(["account"] if code == "cases" else [])).first()
    if found is None:
        raise Missing()
    return found


def _value(row: Any, name: str) -> str:
    if name == "owner":
        return row.owner.email if row.owner else ""
    if name == "team":
        return row.team.key if row.team else ""
    if name.startswith("custom."):
        value = (row.custom or {}).get(name.removeprefix("custom."))
        if isinstance(value, list):
            return "; ".join(map(str, value))
        return (
            "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        )
    return str(getattr(row, name) or "")


def _change(request: Any, code: str, row: Any, name: str, value: Any, version: str) -> None:
    if code == "accounts":
        based_on = int(version) if version.isdecimal() and len(version) < 9 else None
        put_account(
            key=row.key, fields={name: value}, by=request.actor, at=request.at, if_version=based_on
        )
    else:
        edit_case(case=row, fields={name: value}, by=request.actor, at=request.at)


def _form(
    request: Any, code: str, row: Any, control: Control, errors: Any = (), status: int = 200
) -> HttpResponse:
    search = request.POST.get("search", request.GET.get("search", ""))
    context = {
        "code": code, "one": control, "key": row.key if code == "accounts" else row.pk,
        "name": row.name if code == "accounts" else row.account.name,
        "version": row.version, "errors": errors, "search": search,
        "action": reverse("account_cell" if code == "accounts" else "case_cell"),
        "back": f"{reverse(code)}?{search}",
    }  # fmt: skip
    bare = request.headers.get("HX-Request") == "true"
    template = "cell" if bare else "cell_page"
    # htmx leaves the page as it is for an error; the cell shows it itself.
    return render(
        request, f"console/lists/{template}.html", context, status=200 if bare else status
    )


def _undo(request: Any) -> str:
    mine = Fact.objects.filter(by_id=request.actor.person_id, at=request.at, cause=None)
    fact = mine.order_by("-seq").only("id").first()
    return reverse("fact_undo", args=[fact.id]) if fact else ""
