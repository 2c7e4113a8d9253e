"""Metrics: what they mean, and what they are for each account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel import names
from senro.kernel.access import staff_only
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.locales import locale
from senro.kernel.queries.calendar import moment_of

from ..lists import BY_ACCOUNT, filtered, page
from ..moments import as_of
from ..requests import ApiRequest
from ..routes import reads
from ..shapes_cases import Metrics, MetricValues
from ..short_lists import lists

router = Router(tags=["Metrics"])
NOT_KEPT = _("This metric is read from records as they are now; its past is not kept.")
SUBJECTS = ("account", "case")


@lists(router, "/metrics", Metrics)
def list_metrics(request: ApiRequest) -> dict[str, Any]:
    """What can be measured, and what each name means."""
    found: dict[str, dict[str, Any]] = {}
    for subject, name in _metrics():
        entry = found.setdefault(name.name.code, _definition(name.name))
        entry["subject"].append(subject)
    return {"items": [found[code] for code in sorted(found)]}


@reads(
    router,
    "/metrics/{name}/values",
    MetricValues,
    query=("as_of", "where", "limit", "cursor", "sort"),
)
def list_metric_values(request: ApiRequest, name: str) -> dict[str, Any]:
    """The value of a metric for each account, one moment for all.

    A metric of several open cases is the worst of them. Metrics of events are known for any day;
    those of records for today only, unless the records themselves carry dates.
    """
    staff_only(request.actor)
    metric = names.names_of("account").get(name)
    if metric is None or metric.name.kind != "metric":
        raise Missing()
    asked = _asked(request)
    if asked.today != moment_of(request.at).today and not metric.dated:
        raise Invalid(FieldError("as_of", "not_reconstructable", NOT_KEPT))
    accounts = filtered(request, visible_accounts(request.actor), "account", asked.at)
    found, cursor = page(request, accounts, columns=BY_ACCOUNT, default="account")
    values = _values(name, [row.pk for row in found], asked)
    items = [
        {"account": row.key, "value": _plain(values.get(row.pk)), "as_of": asked.at.isoformat()}
        for row in found
    ]
    return {"items": items, "next_cursor": cursor}


def _asked(request: ApiRequest) -> names.Moment:
    """A bare date asks for windows of local days, an instant for so many times 24 hours."""
    found = moment_of(as_of(request))
    text = request.GET.get("as_of") or ""
    return replace(found, asked=("day" if len(text) == 10 else "instant") if text else "")


def _values(name: str, accounts: list[UUID], asked: names.Moment) -> dict[UUID, Any]:
    rows = Account.objects.filter(pk__in=accounts)
    found = names.values_of(rows, "account", [name], asked)
    return {account: values[name] for account, values in found.items()}


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
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    return value
