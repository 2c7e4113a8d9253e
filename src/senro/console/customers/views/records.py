"""Making and changing accounts, contacts and contracts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from senro.customers.actions import Put, put_account, put_contact, put_contract
from senro.customers.models import Account, Contact, Contract, Product
from senro.customers.queries import (
    account_dict,
    contact_dict,
    contract_dict,
    nameable_contacts,
    visible_contacts,
    visible_contracts,
)
from senro.kernel.access import require
from senro.kernel.clock import local_day
from senro.kernel.errors import Invalid, StaleVersion
from senro.kernel.models import uuid7
from senro.kernel.queries import organization, teams_of_everyone, visible_people

from ..forms.base import RecordForm, own_fields
from ..forms.records import AccountForm, ContactForm, ContractForm, LeavingForm, WorthForm
from ..shared import CHANGE, account_of, done, form_page, href_of, into_form, row_of, tab_of
from .saving import finished, initial_of, saved

either = require_http_methods(["GET", "POST"])


# --- accounts -------------------------------------------------------------------------------


def _account_form(request: Any, is_new: bool, own: Any, initial: dict[str, Any]) -> AccountForm:
    people = visible_people(request.actor).order_by("name").values_list("email", "name")
    choices = list(people)
    if initial.get("owner") and initial["owner"] not in dict(choices):
        choices.append((initial["owner"], initial["owner"]))
    teams = [(team.key, team.name) for team in teams_of_everyone()]
    return AccountForm(
        request.POST or None, initial=initial, people=choices, teams=teams, is_new=is_new, own=own
    )


@either
def account_new(request: Any) -> HttpResponse:
    """A new account, made by hand."""
    require(request.actor, CHANGE)
    own = own_fields("account")
    form = _account_form(request, True, own, {"status": "onboarding"})
    title = _("Add an account")
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            put = put_account(
                key=key, fields=form.values(), by=request.actor, at=request.at, if_version=0
            )
            return done(request, _("The account is there."), href_of(put.row.key))
        except StaleVersion:
            form.add_error("key", _("This key is in use already."))
        except Invalid as refused:
            into_form(form, refused)
    return form_page(request, form, title, wide=True)


@either
def account_edit(request: Any, key: str) -> HttpResponse:
    """Change an account."""
    account = account_of(request, key, CHANGE)
    own = own_fields("account")
    form = _account_form(request, False, own, initial_of(account, account_dict, own))

    def save(fields: dict[str, Any], version: int | None) -> Put[Account]:
        return put_account(
            key=account.key, fields=fields, by=request.actor, at=request.at, if_version=version
        )

    def current() -> dict[str, Any]:
        return initial_of(account_of(request, key), account_dict, own)

    title = _("Edit the account")
    put, page = saved(request, form, save, current, title=title, account=account, wide=True)
    return page or finished(request, put, href_of(account.key))


# --- contacts -------------------------------------------------------------------------------


@either
def contact_new(request: Any, key: str) -> HttpResponse:
    """A contact: known by the e-mail address, or without one by a key of our own."""
    account = account_of(request, key, CHANGE)
    form = ContactForm(request.POST or None, own=own_fields("contact"), initial={"layer": "admin"})
    if form.is_bound and form.is_valid():
        own_key = "" if form.cleaned_data["email"] else f"c-{uuid7().hex}"
        fields = {**form.values(), "account": account.key}
        try:
            put_contact(key=own_key, fields=fields, by=request.actor, at=request.at, if_version=0)
            return done(request, _("The contact is there."), tab_of(account, "people"))
        except StaleVersion:
            form.add_error("email", _("This account has a contact with this address already."))
        except Invalid as refused:
            into_form(form, refused)
    back = tab_of(account, "people")
    return form_page(request, form, _("Add a contact"), account=account, back=back, wide=True)


def _contact(request: Any, account: Account, contact_id: UUID) -> Contact:
    rows = visible_contacts(request.actor).select_related("successor")
    found: Contact = row_of(rows, account, contact_id)
    return found


def _contact_change(
    request: Any, account: Account, row: Contact, form: RecordForm, title: Any, own: Any
) -> HttpResponse:
    def save(fields: dict[str, Any], version: int | None) -> Put[Contact]:
        return put_contact(
            key=row.key, fields=fields, by=request.actor, at=request.at, if_version=version
        )

    def current() -> dict[str, Any]:
        return initial_of(_contact(request, account, row.pk), contact_dict, own)

    back = tab_of(account, "people")
    put, page = saved(
        request,
        form,
        save,
        current,
        title=title,
        account=account,
        back=back,
        wide=True,
        of=row.name,
    )
    return page or finished(request, put, back)


@either
def contact_edit(request: Any, key: str, contact_id: UUID) -> HttpResponse:
    """Change a contact."""
    account = account_of(request, key, CHANGE)
    row, own = _contact(request, account, contact_id), own_fields("contact")
    form = ContactForm(request.POST or None, own=own, initial=initial_of(row, contact_dict, own))
    return _contact_change(request, account, row, form, _("Edit the contact"), own)


@either
def contact_leaving(request: Any, key: str, contact_id: UUID) -> HttpResponse:
    """A contact has left, with a successor."""
    account = account_of(request, key, CHANGE)
    row = _contact(request, account, contact_id)
    others = nameable_contacts(request.actor).filter(account=account, left_on=None)
    people = [(one.key, one.name) for one in others.exclude(pk=row.pk).order_by("name")]
    initial = initial_of(row, contact_dict, ())
    initial["left_on"] = initial["left_on"] or local_day(request.at, organization().timezone)
    form = LeavingForm(request.POST or None, people=people, initial=initial)
    return _contact_change(request, account, row, form, _("Has left"), ())


# --- contracts ------------------------------------------------------------------------------


def _contract(request: Any, account: Account, contract_id: UUID) -> Contract:
    rows = visible_contracts(request.actor).select_related("product", "partner")
    found: Contract = row_of(rows, account, contract_id)
    return found


def _products() -> list[str]:
    return list(Product.objects.living().order_by("name").values_list("name", flat=True))


@either
def contract_new(request: Any, key: str) -> HttpResponse:
    """A contract. A product that is named for the first time is made."""
    account = account_of(request, key, CHANGE)
    form = ContractForm(request.POST or None, is_new=True, own=own_fields("contract"))
    back = tab_of(account, "contracts")
    if form.is_bound and form.is_valid():
        fields = {**form.values(), "account": account.key}
        try:
            put_contract(
                key=form.cleaned_data["key"],
                fields=fields,
                by=request.actor,
                at=request.at,
                if_version=0,
            )
            return done(request, _("The contract is there."), back)
        except StaleVersion:
            form.add_error("key", _("This key is in use already."))
        except Invalid as refused:
            into_form(form, refused)
    return form_page(
        request, form, _("Add a contract"),
        account=account, back=back, wide=True, products=_products(),
    )  # fmt: skip


def _contract_change(
    request: Any, account: Account, row: Contract, form: RecordForm, title: Any, own: Any
) -> HttpResponse:
    def save(fields: dict[str, Any], version: int | None) -> Put[Contract]:
        return put_contract(
            key=row.key, fields=fields, by=request.actor, at=request.at, if_version=version
        )

    def current() -> dict[str, Any]:
        return initial_of(_contract(request, account, row.pk), _contract_shape, own)

    page = {
        "title": title,
        "account": account,
        "back": tab_of(account, "contracts"),
        "wide": True,
        "of": row.key,
        "products": _products(),
    }
    put, answer = saved(request, form, save, current, **page)
    return answer or finished(request, put, page["back"])


def _contract_shape(row: Contract) -> dict[str, Any]:
    """As the API shows it, but a product by its name, which people know."""
    partner = row.partner.name if row.partner else ""
    return {**contract_dict(row), "product": row.product.name, "partner": partner}


@either
def contract_edit(request: Any, key: str, contract_id: UUID) -> HttpResponse:
    """Change everything but the worth."""
    account = account_of(request, key, CHANGE)
    row, own = _contract(request, account, contract_id), own_fields("contract")
    initial = initial_of(row, _contract_shape, own)
    form = ContractForm(request.POST or None, is_new=False, own=own, initial=initial)
    return _contract_change(request, account, row, form, _("Edit the contract"), own)


@either
def contract_worth(request: Any, key: str, contract_id: UUID) -> HttpResponse:
    """MRR, seats or quota change from a day on."""
    account = account_of(request, key, CHANGE)
    row = _contract(request, account, contract_id)
    initial = initial_of(row, _contract_shape, ())
    initial["mrr_from"] = local_day(request.at, organization().timezone)
    form = WorthForm(request.POST or None, initial=initial)
    title = _("Change MRR, seats or quota")
    return _contract_change(request, account, row, form, title, ())
