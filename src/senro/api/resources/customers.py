"""Accounts, contacts, contracts, end users, deals: read, put by key, put in batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from senro.customers import actions, queries
from senro.customers.bulk import RowResult
from senro.customers.models import Account, Contact, Contract, Deal, EndUser
from senro.customers.queries.past import DATED, dicts_at, there_on, with_worth
from senro.exchange.lists import TABLES
from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of

from .. import shapes_customers as shapes
from ..bodies import object_of, rows_of
from ..ids import key_of
from ..lists import filtered, page
from ..moments import past, said_then
from ..problems import field_errors
from ..requests import ApiRequest
from ..routes import LIST, reads, writes
from ..versions import if_match
from ..views import as_file, narrows, of_today, seen

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


# How the list of accounts is narrowed, as its page and its views do.
NARROWING = ("q", "tier", "status", "industry", "channel", "owner", "team", "partner", "purpose")


def _add_list(resource: Resource) -> None:
    def find(request: ApiRequest) -> Any:
        actor, then = request.actor, _then(resource, request)
        at = then.at if then else request.at
        if resource.path in TABLES and (file := as_file(request, resource.path)):
            return of_today(file, then)
        rows, columns = resource.visible(actor), resource.columns
        if resource.path in TABLES and narrows(request, resource.path):
            rows = queries.narrowed_accounts(actor, moment_of(at), **seen(request, "accounts"))
        else:
            rows = filtered(request, rows, resource.model._meta.model_name, at)
        if resource.model is not Account and request.GET.get("account"):
            of_one: dict[str, Any] = {"account__key": key_of(request.GET["account"])}
            rows = rows.filter(**of_one)
        if then:
            rows = there_on(rows, then)
        if then and resource.model is Contract:
            rows, columns = with_worth(rows, then), {**columns, "mrr": "then_mrr"}
        found, cursor = page(request, rows, columns=columns, default="key")
        items = _rows(resource, found, actor, then)
        return {
            "items": items,
            "next_cursor": cursor,
            **_said(resource, then, items),
        }

    words = f"All {resource.tag.lower()} that this key may see."
    _named(find, f"list_{resource.many}", words + _past_words(resource))
    reads(_router(resource), f"/{resource.path}", resource.page, query=_query(resource))(find)


def _query(resource: Resource) -> tuple[str, ...]:
    more = (*NARROWING, "view", "format", "columns", "group") if resource.path in TABLES else ()
    if resource.model is not Account:
        more = (*more, "account")
    return (*LIST, *more, *_as_of(resource))


def _as_of(resource: Resource) -> tuple[str, ...]:
    return ("as_of",) if resource.model in DATED else ()


def _past_words(resource: Resource) -> str:
    if resource.model not in DATED:
        return ""
    return (
        "\n\nWith `as_of` what was there then, with the values of dated rows as they stood;"
        " `as_of_today` names the fields that show today's value."
    )


def _add_one(resource: Resource) -> None:
    def get(request: ApiRequest, key: str) -> dict[str, Any]:
        then = _then(resource, request)
        shown = _shown(resource, request, key_of(key), then)
        return {**shown, **_said(resource, then, [shown])}

    _named(get, f"get_{resource.one}", "One record by its key." + _past_words(resource))
    path = f"/{resource.path}/{{path:key}}"
    reads(_router(resource), path, resource.gives, query=_as_of(resource))(get)


def _add_put(resource: Resource) -> None:
    def put(request: ApiRequest, key: str) -> tuple[dict[str, Any], int]:
        actor, at = request.actor, request.at
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
    def batch(request: ApiRequest) -> dict[str, Any]:
        actor, at = request.actor, request.at
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


def _then(resource: Resource, request: ApiRequest) -> Moment | None:
    """The moment of the past that is asked for, of records that have one."""
    return past(request) if resource.model in DATED else None


def _said(resource: Resource, then: Moment | None, items: list[dict[str, Any]]) -> dict[str, Any]:
    return said_then(DATED[resource.model], then, items) if then else {}


def _shown(
    resource: Resource, request: ApiRequest, key: str, then: Moment | None = None
) -> dict[str, Any]:
    actor = request.actor
    rows = resource.visible(actor).filter(key=key)
    found = list((there_on(rows, then) if then else rows)[:1])
    if not found:
        raise Missing()
    return _rows(resource, found, actor, then)[0]


def _rows(
    resource: Resource, found: list[Any], actor: Any, then: Moment | None = None
) -> list[dict[str, Any]]:
    shown = dicts_at(found, resource.model, then) if then else resource.show(found)
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
