"""Accounts and contacts that may be one: found, compared, merged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.customers.actions import distinguish, merge_accounts, merge_contacts
from senro.customers.models import Account, Contact, CustomField
from senro.customers.queries import visible_accounts, visible_contacts
from senro.customers.queries.duplicates import (
    MergePreview,
    contact_merge_preview,
    duplicate_accounts,
    duplicate_contacts,
    merge_preview,
)
from senro.customers.queries.merged import accounts_merged
from senro.kernel.errors import Invalid, Missing
from senro.kernel.rules.access import allowed

from ..shapes.page import label_of, shown
from ..shared import CHANGE, account_of, done, href_of, staff_only, tab_of
from ..words import BUYING_TYPES, FIELDS, LAYERS, SALES_CHANNELS, STATUSES, TIERS

REASON_WORDS = {
    "crm_id": gettext_lazy("The same ID in the CRM"),
    "name": gettext_lazy("The same name"),
    "contact_email": gettext_lazy("A contact with the same address"),
}
MOVE_WORDS = {
    "contact": gettext_lazy("Contacts"),
    "contract": gettext_lazy("Contracts"),
    "case": gettext_lazy("Onboarding cases"),
    "enduser": gettext_lazy("End users"),
    "meeting": gettext_lazy("Meetings"),
    "touch": gettext_lazy("Contacts logged"),
    "accountpurpose": gettext_lazy("Purposes of adoption"),
    "site": gettext_lazy("Sites"),
    "deal": gettext_lazy("Deals"),
    "file": gettext_lazy("Files"),
    "account": gettext_lazy("Accounts below it"),
    "task": gettext_lazy("Tasks"),
    "structuremember": gettext_lazy("Parts in project structures"),
    "comment": gettext_lazy("Comments"),
}
WORDS_OF: dict[str, Any] = {
    "tier": TIERS,
    "status": STATUSES,
    "buying_type": BUYING_TYPES,
    "channel": SALES_CHANNELS,
    "layer": LAYERS,
}


@require_safe
def duplicates(request: Any) -> HttpResponse:
    """Pairs of accounts that look like one."""
    staff_only(request)
    rows = [
        (pair, href_of(pair.keep.key), [REASON_WORDS[reason] for reason in pair.reasons])
        for pair in duplicate_accounts(request.actor)
    ]
    context = {"rows": rows, "may_change": allowed(request.actor, CHANGE)}
    return render(request, "console/customers/duplicates.html", context)


@require_POST
def distinct(request: Any) -> HttpResponse:
    """These two are not one."""
    first = account_of(request, request.POST.get("first", ""), CHANGE)
    second = account_of(request, request.POST.get("second", ""), CHANGE)
    distinguish(first=first, second=second, by=request.actor, at=request.at)
    return done(request, _("They will not be proposed again."), "/accounts/duplicates/")


@require_http_methods(["GET", "POST"])
def merge(request: Any, key: str) -> HttpResponse:
    """Choose the other account, compare the two, merge them."""
    keep = account_of(request, key, CHANGE)
    named = (request.POST if request.method == "POST" else request.GET).get("with", "").strip()
    other = _other(request, keep, named) if named else None
    error = ""
    if other is not None and not allowed(request.actor, CHANGE, other.team_id):
        other, error = None, _("Your role does not allow this.")
    elif named and other is None:
        error = _("There is no other account with this key or name.")
    if request.method == "POST" and other is not None:
        try:
            merge_accounts(
                keep=keep, duplicate=other, take=request.POST.getlist("take"),
                reason=request.POST.get("reason", ""), by=request.actor, at=request.at,
            )  # fmt: skip
            return done(request, _("The two accounts are one now."), href_of(keep.key))
        except Invalid as refused:
            error = " ".join(str(one.message) for one in refused.errors)
    context = {
        "keep": keep, "other": other, "error": error, "named": named, "href": href_of(keep.key),
        "back": href_of(keep.key), "what": "account",
    }  # fmt: skip
    if other is not None:
        preview = merge_preview(keep, other)
        context |= _compared(preview) | {"swap": f"{href_of(other.key)}merge/?with={keep.key}"}
    return _page(request, context, wrong=bool(error))


@require_http_methods(["GET", "POST"])
def merge_contact(request: Any, key: str, contact_id: UUID) -> HttpResponse:
    """The same for two contacts of one account."""
    account = account_of(request, key, CHANGE)
    people = visible_contacts(request.actor).filter(account=account).order_by("name", "pk")
    keep = people.filter(pk=contact_id).first()
    if keep is None:
        raise Missing()
    named = (request.POST if request.method == "POST" else request.GET).get("with", "").strip()
    others = [one for one in people if one.pk != keep.pk and not one.erased]
    other = next((one for one in others if one.key == named), None)
    if request.method == "POST" and other is not None:
        merge_contacts(
            keep=keep, duplicate=other, take=request.POST.getlist("take"),
            reason=request.POST.get("reason", ""), by=request.actor, at=request.at,
        )  # fmt: skip
        return done(request, _("The two contacts are one now."), tab_of(account, "people"))
    error = _("There is no other contact with this key.") if named and other is None else ""
    href = f"{href_of(account.key)}contacts/{keep.pk}/"
    context: dict[str, Any] = {
        "keep": keep, "other": other, "error": error, "named": named, "account": account,
        "others": others, "href": href, "back": tab_of(account, "people"), "what": "contact",
        "alike": [two for one, two in _alike(request, account) if one.pk == keep.pk],
    }  # fmt: skip
    if other is not None:
        context |= _compared(contact_merge_preview(keep, other))
        context["swap"] = f"{href_of(account.key)}contacts/{other.pk}/merge/?with={keep.key}"
    return _page(request, context, wrong=bool(error))


def moved_to(request: Any, key: str) -> HttpResponse | None:
    """Where the page of an account went that was merged; None when there never was one."""
    found = accounts_merged([key]).get(key)
    if found is None or not visible_accounts(request.actor).filter(pk=found[0]).exists():
        return None
    return redirect(href_of(found[1]))


def _page(request: Any, context: dict[str, Any], *, wrong: bool) -> HttpResponse:
    return render(request, "console/customers/merge.html", context, status=422 if wrong else 200)


def _other(request: Any, keep: Account, named: str) -> Account | None:
    """By key, else by its whole name where only one has it."""
    rows = visible_accounts(request.actor).exclude(pk=keep.pk)
    found = rows.filter(key=named).first()
    if found is not None:
        return found
    same = list(rows.filter(name=named)[:2])
    return same[0] if len(same) == 1 else None


def _alike(request: Any, account: Account) -> list[tuple[Contact, Contact]]:
    pairs = duplicate_contacts(request.actor, account)
    return pairs + [(two, one) for one, two in pairs]


def _compared(preview: MergePreview) -> dict[str, Any]:
    own = {row.code: label_of(row) for row in CustomField.objects.living()}
    fields = [
        (
            choice,
            own.get(choice.name.removeprefix("custom."), FIELDS.get(choice.name, choice.name)),
            _said(choice.name, choice.kept),
            _said(choice.name, choice.other),
        )
        for choice in preview.fields
    ]
    moves = [(MOVE_WORDS.get(kind), count) for kind, count in preview.moves.items()]
    known = [(words, count) for words, count in moves if words]
    rest = sum(count for words, count in moves if not words)
    return {"fields": fields, "moves": known, "rest": rest, "open_cases": preview.open_cases}


def _said(name: str, value: Any) -> Any:
    if value in (None, "", [], {}):
        return "—"
    words = WORDS_OF.get(name)
    return words.get(value, value) if words else shown(value)
