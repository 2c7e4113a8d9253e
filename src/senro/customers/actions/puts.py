"""Putting records: the first time they are made, later their fields are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import Forbidden, Invalid, StaleVersion
from senro.kernel.fact_writer import write_facts
from senro.kernel.models import DatedValue, Row
from senro.kernel.queries.calendar import local_day_of
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from .. import bulk
from ..models import Account, Contact, Contract, ContractTerm, Deal, EndUser
from ..putting.known import load
from ..putting.plans import Batch, Plan, plan_all
from ..putting.reading import custom_fields, read
from ..putting.tables import MODELS
from ..putting.wording import field_errors
from ..putting.writing import fact_rows, write_made, write_rows
from ..rules.fields import KINDS

R = TypeVar("R", bound=Row)
Fields = Mapping[str, Any]
TOUCHED: dict[str, type[Row]] = {
    **MODELS,
    "contractterm": ContractTerm,
    "datedvalue": DatedValue,
}


@dataclass(frozen=True)
class Put(Generic[R]):
    """What became of a PUT: the row as it is now, whether it is new, whether anything changed."""

    row: R
    created: bool
    changed: bool


@verb("customers.account.saved", _("Account saved"), permission="account.change")
def put_account(
    change: Change,
    *,
    key: str,
    fields: Fields,
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Put[Account]:
    """Make or change an account. Absent fields stay, None clears.

    Raises Invalid with every wrong field, Forbidden, or StaleVersion.
    """
    return _put(change, "accounts", key, fields, if_version)


@verb("customers.contact.saved", _("Contact saved"), permission="account.change")
def put_contact(
    change: Change,
    *,
    key: str,
    fields: Fields,
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Put[Contact]:
    """Make or change a contact. Without a key it is known by account and e-mail address."""
    return _put(change, "contacts", key, fields, if_version)


@verb("customers.contract.saved", _("Contract saved"), permission="account.change")
def put_contract(
    change: Change,
    *,
    key: str,
    fields: Fields,
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Put[Contract]:
    """Make or change a contract. Another MRR, seats or quota begins a term, today or `mrr_from`."""
    return _put(change, "contracts", key, fields, if_version)


@verb("customers.enduser.saved", _("End user saved"), permission="account.change")
def put_end_user(
    change: Change,
    *,
    key: str,
    fields: Fields,
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Put[EndUser]:
    """Make or change an end user, known without a key by account and employee number or e-mail."""
    return _put(change, "end-users", key, fields, if_version)


@verb("customers.deal.saved", _("Deal saved"), permission="account.change")
def put_deal(
    change: Change,
    *,
    key: str,
    fields: Fields,
    by: Actor,
    at: datetime,
    if_version: int | None = None,
) -> Put[Deal]:
    """Make or change a deal as the CRM knows it."""
    return _put(change, "deals", key, fields, if_version)


@verb("customers.rows.saved", _("Records saved"), permission="account.change")
def put_rows(
    change: Change,
    *,
    kind: str,
    rows: Iterable[Fields],
    by: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
) -> list[bulk.RowResult]:
    """Put many rows; each changed one leaves its fact, under the verb that calls this one."""
    return bulk.put_rows(
        kind=kind, rows=rows, by=by, at=at, recorded_at=recorded_at, cause=change.cause
    )


def _put(change: Change, kind: str, key: str, fields: Fields, if_version: int | None) -> Put[Any]:
    try:
        with transaction.atomic():
            return _put_once(change, kind, key, fields, if_version)
    except IntegrityError:
        # Somebody made the same row at the same moment: now it is there, so this is a change.
        return _put_once(change, kind, key, fields, if_version)


def _put_once(
    change: Change, kind: str, key: str, fields: Fields, if_version: int | None
) -> Put[Any]:
    of = KINDS[kind]
    said = read(of, {**fields, "key": key}, custom_fields(of))
    known = load(of, [said], at=change.at)
    batch = Batch(of, known, change.by, change.at, local_day_of(change.at))
    [plan] = plan_all(batch, [said])
    if plan.forbidden:
        raise Forbidden(permission="account.change")
    if if_version is not None and if_version != plan.version:
        raise StaleVersion()
    if plan.errors:
        raise Invalid(*field_errors(plan.errors))
    if plan.changes:
        _write(change, batch, plan)
    return Put(MODELS[of.code].objects.get(pk=plan.id), plan.created, plan.changes)


def _write(change: Change, batch: Batch, plan: Plan) -> None:
    # Beside the verb's own fact, not under it: undoing this must not take a product from others.
    write_facts(
        write_made(batch.known, by=change.by, at=change.at, cause=change.cause, recorded_at=None)
    )
    write_rows(batch, [plan])
    for row in fact_rows(batch, plan):
        of = TOUCHED[row.kind]
        change.touch(of(id=row.id), row.before, row.after or {})
    if plan.account_id:
        change.about(Account(pk=plan.account_id))
