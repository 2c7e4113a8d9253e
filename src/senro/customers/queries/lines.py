"""What a list says of each account on its page: a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from senro.kernel import names
from senro.kernel.prepared import ask

from ..models import Account, AccountPurpose
from .names import account_names, contracts_of_account_names

SHOWN = ("mrr", "renewal", "days_to_renewal", "days_since_inbound_contact")
PARTS = (
    "pk", "key", "name", "kana", "tier", "industry", "status", "channel", "employees",
    "owner__name", "owner__email", "team__name", "partner__name", "parent__key", "custom",
    "version", *(f"n_{name}" for name in SHOWN),
)  # fmt: skip
AS_IT_IS = (*PARTS[1:9], "version")
OFFERS = {o.name.code: o.expression for o in (*account_names(), *contracts_of_account_names())}


@dataclass(frozen=True)
class AccountLine:
    """One account in the list."""

    id: UUID
    key: str
    name: str
    kana: str
    tier: str
    industry: str
    status: str
    channel: str
    employees: int | None
    owner: str
    owner_email: str
    team: str
    mrr: int | None
    renewal: date | None
    days_to_renewal: int | None
    days_since_inbound: int | None
    purposes: tuple[str, ...]
    partner: str = ""
    parent: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


def lines_of(ids: Sequence[UUID], moment: names.Moment) -> tuple[AccountLine, ...]:
    """These accounts in this order."""
    if not ids:
        return ()
    by_id = {
        row[0]: dict(zip(PARTS, row, strict=True))
        for row in ask("accounts listed", _measured, moment, ids)
    }
    purposes: dict[UUID, list[str]] = {}
    given = AccountPurpose.objects.living().filter(account__in=ids, ended_at=None)
    for account, code in given.order_by("rank").values_list("account_id", "code"):
        purposes.setdefault(account, []).append(code)
    return tuple(_line(by_id[one], purposes.get(one, ())) for one in ids)


def _measured(moment: names.Moment, ids: Sequence[UUID]) -> QuerySet[Any, Any]:
    measured = {f"n_{name}": OFFERS[name](moment) for name in SHOWN}
    rows = Account.objects.filter(pk__in=ids).order_by().annotate(**measured)
    return rows.values_list(*PARTS)


def _line(row: Mapping[str, Any], purposes: Sequence[str]) -> AccountLine:
    return AccountLine(
        id=row["pk"],
        **{name: row[name] for name in AS_IT_IS},
        owner=row["owner__name"] or "",
        owner_email=row["owner__email"] or "",
        team=row["team__name"] or "",
        mrr=row["n_mrr"],
        renewal=row["n_renewal"],
        days_to_renewal=row["n_days_to_renewal"],
        days_since_inbound=row["n_days_since_inbound_contact"],
        purposes=tuple(purposes),
        partner=row["partner__name"] or "",
        parent=row["parent__key"] or "",
        custom=row["custom"] or {},
    )
