"""Contacts with a customer, and why the customer bought."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import end_purpose, log_touch, set_purpose
from senro.customers.models import Account
from senro.customers.queries import nameable_contacts
from senro.customers.queries.page.story import purpose_lines
from senro.kernel.errors import FieldError, Invalid
from senro.ui.toasts import say

from ..forms.base import local
from ..forms.small import PurposeForm, TouchForm
from ..shared import CHANGE, LOG, account_of, done, form_page, href_of, into_form, undo_url
from ..words import LAYERS, purpose_words


@require_http_methods(["GET", "POST"])
def touch_new(request: Any, key: str) -> HttpResponse:
    """Log a contact; it can lie in the past, not in the future."""
    account = account_of(request, key, LOG)
    rows = nameable_contacts(request.actor).filter(account=account, left_on=None)
    contacts = {row.key: row for row in rows.order_by("name")}
    people = [(one.key, f"{one.name} · {LAYERS[one.layer]}") for one in contacts.values()]
    initial = {"touched_at": local(request.at), "channel": "phone"}
    form = TouchForm(request.POST or None, people=people, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        contact = contacts.get(data.pop("contact"))
        try:
            if data["touched_at"] > request.at:
                words = _("This lies in the future.")
                raise Invalid(FieldError("touched_at", "in_future", words))
            log_touch(account=account, contact=contact, by=request.actor, at=request.at, **data)
            return done(request, _("Logged."), href_of(account.key))
        except Invalid as refused:
            into_form(form, refused)
    return form_page(request, form, _("Log a contact"), account=account)


@require_http_methods(["GET", "POST"])
def purposes(request: Any, key: str) -> HttpResponse:
    """Purposes in their order: add, move, end."""
    account = account_of(request, key, CHANGE)
    words = purpose_words(request.at)
    there = purpose_lines(account)
    codes = [line.code for line in there]
    free = [(code, f"{code} {said}") for code, said in words.items() if code not in codes]
    form = PurposeForm(request.POST if "add" in request.POST else None, purposes=free)
    if request.method == "POST":
        if form.is_bound and form.is_valid():
            _set(request, account, form.cleaned_data["code"], form.cleaned_data["rank"])
            return redirect(request.path)
        if not form.is_bound:
            return _moved(request, account, codes)
    lines = [(line, words.get(line.code, "")) for line in there]
    context = {
        "account": account,
        "form": form,
        "lines": lines,
        "free": free,
        "href": href_of(account.key),
        "last": len(lines),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/customers/purposes.html", context, status=status)


def _moved(request: Any, account: Account, codes: list[str]) -> HttpResponse:
    """One step up or down, or out."""
    code, step = request.POST.get("code", ""), request.POST.get("step", "")
    if code not in codes or step not in ("up", "down", "end"):
        say(request, _("Nothing was changed."), level=messages.ERROR)
    elif step == "end":
        end_purpose(account=account, code=code, by=request.actor, at=request.at)
        return done(request, _("The purpose is ended."), request.path)
    else:
        rank = codes.index(code) + 1 + (1 if step == "down" else -1)
        _set(request, account, code, max(rank, 1))
    return redirect(request.path)


def _set(request: Any, account: Account, code: str, rank: int | None) -> None:
    set_purpose(account=account, code=code, rank=rank, by=request.actor, at=request.at)
    say(request, _("Saved."), undo=undo_url(request))
