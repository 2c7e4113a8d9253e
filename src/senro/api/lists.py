"""Lists: `limit`, an opaque `cursor`, `sort` and `where`; rows are walked by key, not by offset."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.kernel import names
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.queries.calendar import moment_of
from senro.kernel.verbs import encode

LIMIT = 100
MOST = 5000
# Of lists with one line an account.
BY_ACCOUNT = {"account": "key"}


@dataclass(frozen=True)
class Order:
    """One way to sort: the column, which is never null, and whether downwards."""

    name: str
    column: str
    down: bool


def limit_of(request: HttpRequest) -> int:
    """How many rows are asked for."""
    return whole(request, "limit", LIMIT, MOST)


def whole(request: HttpRequest, name: str, default: int, most: int) -> int:
    """A whole number from 1 on that a query names. Raises Invalid."""
    text = request.GET.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        words = _("A whole number from 1 to %(most)s is needed here.") % {"most": f"{most:,}"}
        raise Invalid(FieldError(name, "out_of_range", words))
    return int(text)


def order_of(request: HttpRequest, columns: Mapping[str, str], default: str) -> Order:
    """How the rows shall be sorted."""
    text = request.GET.get("sort") or default
    name = text.removeprefix("-")
    if name not in columns:
        words = _("Sort by one of these: %(names)s.") % {"names": ", ".join(columns)}
        raise Invalid(FieldError("sort", "unknown_value", words))
    return Order(text, columns[name], text.startswith("-"))


def filtered(
    request: HttpRequest, rows: QuerySet[Any], subject: str, at: datetime
) -> QuerySet[Any]:
    """The rows for which `where=` is true. Raises RuleError.

    Rows of a subject that has no names of its own are chosen by their account.
    """
    text = request.GET.get("where", "").strip()
    if not text:
        return rows
    if subject in names.REGISTRY:
        return names.where(rows, subject, names.parse(subject, text), moment_of(at))
    accounts = names.where(
        Account.objects.all(), "account", names.parse("account", text), moment_of(at)
    )
    return rows.filter(account__in=accounts.order_by().values("pk"))


def page(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    columns: Mapping[str, str],
    default: str,
) -> tuple[list[Any], str | None]:
    """One page of rows and the cursor of the next."""
    limit, order = limit_of(request), order_of(request, columns, default)
    rows = _after(request, rows, order)
    direction = "-" if order.down else ""
    found = list(rows.order_by(f"{direction}{order.column}", f"{direction}pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], _cursor(order, found[limit - 1])


def _after(request: HttpRequest, rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
    text = request.GET.get("cursor")
    if not text:
        return rows
    value, key = _place(text, order.name)
    field = order.column
    side = "lt" if order.down else "gt"
    try:
        return rows.filter(
            Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"pk__{side}": key})
        )
    except (ValueError, TypeError, LookupError, ValidationError) as error:
        raise bad_cursor() from error


def _cursor(order: Order, row: Model) -> str:
    value: Any = row
    for part in order.column.split("__"):
        value = getattr(value, part)
    return packed([order.name, encode(value), encode(row.pk)])


def packed(values: Sequence[Any]) -> str:
    """Values as an opaque cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def unpacked(text: str) -> list[Any]:
    """The values of a cursor. Raises Invalid."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = msgspec.json.decode(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise bad_cursor() from error
    if not isinstance(values, list):
        raise bad_cursor()
    return values


def _place(text: str, sort: str) -> tuple[Any, Any]:
    values = unpacked(text)
    if len(values) != 3 or values[0] != sort or not all(isinstance(v, str | int) for v in values):
        raise bad_cursor()
    if any(isinstance(v, str) and "\x00" in v for v in values):
        raise bad_cursor()
    return values[1], values[2]


def bad_cursor() -> Invalid:
    """The cursor is not one that this list gave out."""
    words = _("This cursor is not of this list. Start again without one.")
    return Invalid(FieldError("cursor", "bad_cursor", words))
