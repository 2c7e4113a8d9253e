"""Metrics: what they mean, and what they are for each account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel import names
from senro.kernel.errors import FieldError, Invalid, Missing

from ..lists import filtered, page
from ..locales import locale
from ..moments import as_of, moment
from ..routes import reads
from ..shapes_cases import Metrics, MetricValues

router = Router(tags=["Metrics"])
SUBJECTS = ("account", "case")
# Computed from rows that carry their days, so that any day can be asked for.
DATED = frozenset({"mrr", "seats", "tenure_days", "days_to_renewal", "days_since_inbound_contact"})


@reads(router, "/metrics", Metrics)
def list_metrics(request: HttpRequest) -> dict[str, Any]:
    """What can be measured, and what each name means."""
    found: dict[str, dict[str, Any]] = {}
    for subject, name in _metrics():
        entry = found.setdefault(name.name.code, _definition(name.name))
        entry["subject"].append(subject)
    return {"items": [found[code] for code in sorted(found)], "next_cursor": None}


@reads(
    router,
    "/metrics/{name}/values",
    MetricValues,
    query=("as_of", "where", "limit", "cursor"),
)
def list_metric_values(request: HttpRequest, name: str) -> dict[str, Any]:
    """The value of a metric for each account, one moment for all.

    A metric of several open cases is the worst of them. Metrics of records are known for today
    only, unless the records themselves carry dates.
    """
    metric = names.names_of("account").get(name)
    if metric is None or metric.name.kind != "metric":
        raise Missing()
    at = as_of(request)
    _refuse_the_past(request, name, at)
    accounts = filtered(request, visible_accounts(request.actor), "account", at)  # type: ignore[attr-defined]
    found, cursor = page(request, accounts, columns={"key": "key"}, default="key")
    values = _values(name, [row.pk for row in found], at)
    items = [
        {"account": row.key, "value": _plain(values.get(row.pk)), "as_of": at.isoformat()}
        for row in found
    ]
    return {"items": items, "next_cursor": cursor}


def _values(name: str, accounts: list[UUID], at: datetime) -> dict[UUID, Any]:
    rows = Account.objects.filter(pk__in=accounts)
    found = names.values_of(rows, "account", [name], moment(at))
    return {account: values[name] for account, values in found.items()}


def _refuse_the_past(request: HttpRequest, name: str, at: datetime) -> None:
    today = moment(request.at).today  # type: ignore[attr-defined]
    if moment(at).today == today or name in DATED:
        return
    words = _("This metric is read from records as they are now; its past is not kept.")
    raise Invalid(FieldError("as_of", "not_reconstructable", words))


def _metrics() -> Iterator[tuple[str, names.RecordName]]:
    for subject in SUBJECTS:
        for name in names.names_of(subject).values():
            if name.name.kind == "metric":
                yield subject, name


def _definition(name: Any) -> dict[str, Any]:
    unit = name.unit if isinstance(name.unit, str) else name.unit.get(locale(), "")
    return {
        "name": name.code,
        "subject": [],
        "type": name.type,
        "unit": unit,
        "percent": name.percent,
        "label": name.title(locale()),
        "formula": name.formula,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
