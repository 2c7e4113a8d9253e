"""Accounts, contacts, contracts, end users, deals: read, put by key, put in batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from senro.customers import actions, queries
from senro.customers.bulk import RowResult
from senro.customers.models import Account, Contact, Contract, Deal, EndUser
from senro.exchange.lists import TABLES
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing

from .. import shapes_customers as shapes
from ..bodies import object_of, rows_of
from ..ids import key_of
from ..lists import filtered, page
from ..moments import moment
from ..problems import field_errors
from ..routes import LIST, reads, writes
from ..versions import if_match
from ..views import as_file, seen

MOST_ROWS = 10_000
NO_OBJECT = RowResult(
    "", "refused", (FieldError("", "not_an_object", _("An object is needed here.")),)
)
COLUMNS = {"key": "key", "created_at": "created_at", "updated_at": "updated_at"}


@dataclass(frozen=True)
class Resource:
    """One kind of record: where it lives, how it is read and put."""

    path: str
    one: str
    many: str
    tag: str
    model: Any
    visible: Callable[[Any], QuerySet[Any]]
    show: Callable[..., list[dict[str, Any]]]
    put: Callable[..., Any]
    takes: type[BaseModel]
    gives: type[BaseModel]
    page: type[BaseModel]
    columns: dict[str, str]


RESOURCES = (
    Resource(
        "accounts", "account", "accounts", "Accounts", Account,
        queries.visible_accounts, queries.account_dicts, actions.put_account,
        shapes.AccountFields, shapes.Account, shapes.Accounts,
        {**COLUMNS, "name": "name", "tier": "tier"},
    ),
    Resource(
        "contacts", "contact", "contacts", "Contacts", Contact,
        queries.visible_contacts, queries.contact_dicts, actions.put_contact,
        shapes.ContactFields, shapes.Contact, shapes.Contacts,
        {**COLUMNS, "account": "account__key", "name": "name"},
    ),
    Resource(
        "contracts", "contract", "contracts", "Contracts", Contract,
        queries.visible_contracts, queries.contract_dicts, actions.put_contract,
        shapes.ContractFields, shapes.Contract, shapes.Contracts,
        {**COLUMNS, "account": "account__key", "start": "start", "mrr": "mrr"},
    ),
    Resource(
        "end-users", "end_user", "end_users", "End users", EndUser,
        queries.visible_end_users, queries.end_user_dicts, actions.put_end_user,
        shapes.EndUserFields, shapes.EndUser, shapes.EndUsers,
        {**COLUMNS, "account": "account__key"},
    ),
    Resource(
        "deals", "deal", "deals", "Deals", Deal,
        queries.visible_deals, queries.deal_dicts, actions.put_deal,
        shapes.DealFields, shapes.Deal, shapes.Deals,
        {**COLUMNS, "account": "account__key"},
    ),
)  # fmt: skip


def add(resource: Resource) -> None:
    """The five operations of one kind of record."""
    _add_list(resource)
    _add_batch(resource)
    _add_one(resource)
    _add_put(resource)


def _add_list(resource: Resource) -> None:
    def find(request: HttpRequest) -> Any:
        actor, at = request.actor, request.at  # type: ignore[attr-defined]
        if resource.path in TABLES and (file := as_file(request, resource.path)):
            return file
        rows = resource.visible(actor)
        if resource.path in TABLES and request.GET.get("view"):
            rows = queries.narrowed_accounts(actor, moment(at), **seen(request, "accounts"))[0]
        else:
            rows = filtered(request, rows, resource.model._meta.model_name, at)
        found, cursor = page(request, rows, columns=resource.columns, default="key")
        return {"items": _rows(resource, found, actor), "next_cursor": cursor}

    _named(find, f"list_{resource.many}", f"All {resource.tag.lower()} that this key may see.")
    reads(_router(resource), f"/{resource.path}", resource.page, query=_query(resource))(find)


def _query(resource: Resource) -> tuple[str, ...]:
    return (*LIST, "view", "format", "columns") if resource.path in TABLES else LIST


def _add_one(resource: Resource) -> None:
    def get(request: HttpRequest, key: str) -> dict[str, Any]:
        return _shown(resource, request, key_of(key))

    _named(get, f"get_{resource.one}", "One record by its key.")
    reads(_router(resource), f"/{resource.path}/{{path:key}}", resource.gives)(get)


def _add_put(resource: Resource) -> None:
    def put(request: HttpRequest, key: str) -> tuple[dict[str, Any], int]:
        actor, at = request.actor, request.at  # type: ignore[attr-defined]
        name = key_of(key)
        _hide_what_is_not_theirs(resource, actor, name)
        fields = object_of(request)
        if fields.setdefault("key", name) != name:
            words = _("This is not the key in the address.")
            raise Invalid(FieldError("key", "other_key", words))
        done = resource.put(key=name, fields=fields, by=actor, at=at, if_version=if_match(request))
        return _shown(resource, request, done.row.key), 201 if done.created else 200

    words = (
        "Make it, or change it: an absent field stays, null clears.\n\n"
        "201 when it was made, 200 when it was there. Putting the same twice changes nothing."
    )
    _named(put, f"put_{resource.one}", words)
    path = f"/{resource.path}/{{path:key}}"
    register = writes(
        _router(resource), "PUT", path, resource.gives, takes=resource.takes, created=True
    )
    register(put)


def _add_batch(resource: Resource) -> None:
    def batch(request: HttpRequest) -> dict[str, Any]:
        actor, at = request.actor, request.at  # type: ignore[attr-defined]
        require(actor, "account.change")
        rows = rows_of(request, MOST_ROWS)
        good = [row for row in rows if isinstance(row, dict)]
        results = iter(actions.put_rows(kind=resource.path, rows=good, by=actor, at=at))
        answers = [next(results) if isinstance(row, dict) else NO_OBJECT for row in rows]
        return {"items": [_row_answer(row) for row in answers]}

    _named(batch, f"put_{resource.many}", "Up to 10,000 rows at once; each has its own answer.")
    path, gives = f"/{resource.path}/batch", shapes.BatchAnswer
    writes(_router(resource), "POST", path, gives, takes=shapes.Batch)(batch)


def _row_answer(row: RowResult) -> dict[str, Any]:
    return {"key": row.key or None, "status": row.status, "errors": field_errors(row.errors)}


def _router(resource: Resource) -> Router:
    return ROUTERS.setdefault(resource.path, Router(tags=[resource.tag]))


def _named(view: Callable[..., Any], name: str, words: str) -> None:
    view.__name__, view.__doc__ = name, words


def _shown(resource: Resource, request: HttpRequest, key: str) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = list(resource.visible(actor).filter(key=key)[:1])
    if not found:
        raise Missing()
    return _rows(resource, found, actor)[0]


def _rows(resource: Resource, found: list[Any], actor: Any) -> list[dict[str, Any]]:
    shown = resource.show(found)
    if not actor.sees_notes:
        for row in shown:
            if "handover_note" in row:
                row["handover_note"] = None
    return shown


def _hide_what_is_not_theirs(resource: Resource, actor: Any, key: str) -> None:
    """404 before 403: what may not be seen is not there."""
    if actor.sees_everything or resource.visible(actor).filter(key=key).exists():
        return
    if resource.model.objects.living().filter(key=key).exists():
        raise Missing()


ROUTERS: dict[str, Router] = {}
for found in RESOURCES:
    add(found)
