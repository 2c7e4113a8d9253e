"""Accounts, contacts, contracts and end users as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from senro.customers.models import Account, Contact, Contract, EndUser, Product
from senro.customers.queries import account_dict, contact_dict, contract_dict, end_user_dict
from senro.kernel.models import Row

CHUNK = 2_000
Values = dict[str, Any]


def product_rows() -> Iterator[Values]:
    """Products, and whether customers set them up on their own."""
    rows = Product.objects.living().order_by("key")
    yield from map(dict, rows.values("key", "name", "self_onboarding"))


def account_rows() -> Iterator[Values]:
    """Accounts, parents before their children where they were made in that order."""
    return _rows(Account, account_dict, "parent", "partner", "owner", "team")


def contact_rows() -> Iterator[Values]:
    """Contacts."""
    return _rows(Contact, contact_dict, "account", "successor")


def contract_rows() -> Iterator[Values]:
    """Contracts with today's terms."""
    return _rows(Contract, contract_dict, "account", "product", "partner")


def end_user_rows() -> Iterator[Values]:
    """End users."""
    return _rows(EndUser, end_user_dict, "account", "site")


def _rows(model: type[Row], as_dict: Callable[[Any], Values], *related: str) -> Iterator[Values]:
    rows: Iterable[Any] = (
        model.objects.living().select_related(*related).order_by("pk").iterator(CHUNK)
    )
    for row in rows:
        found = as_dict(row)
        custom = found.pop("custom", None) or {}
        yield {name: _plain(value) for name, value in {**custom, **found}.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
