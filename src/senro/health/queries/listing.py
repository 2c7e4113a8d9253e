"""The kept scores of the last day for which there are any, as a list: narrowed, sorted, in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, QuerySet

from senro.customers.models import Account
from senro.customers.queries.listing import FILTERS as OF_ACCOUNTS
from senro.customers.queries.listing import narrowed_accounts
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of
from senro.kernel.queries.listing import MOST, several
from senro.kernel.rules.access import Actor

from ..models import HealthScore
from .names import AXES

ORDERS = {
    "score": "points",
    "change": "change",
    "name": "account__name",
    "owner": "account__owner__name",
    "team": "account__team__name",
    "tier": "account__tier",
}
FILTERS = ("level", *OF_ACCOUNTS)
COLUMNS = ("name", "level", "score", "change", *AXES, "owner", "team", "tier", "overridden")
USUAL = "score"


@dataclass(frozen=True)
class HealthLine:
    """An account's kept score as a row of a file."""

    key: str
    name: str
    tier: str
    owner: str
    team: str
    level: str
    points: float | None
    change: float | None
    axes: Mapping[str, float]
    overridden: bool
    custom: Mapping[str, Any]


def last_day() -> date | None:
    """The day of the latest scores."""
    found: date | None = HealthScore.objects.aggregate(day=Max("day"))["day"]
    return found


def kept_scores(
    actor: Actor,
    moment: Moment,
    *,
    where: str = "",
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = USUAL,
) -> QuerySet[HealthScore]:
    """The scores of the accounts that are asked for; what is unknown stands last. Raises RuleError."""
    day, asked = last_day(), dict(filters or {})
    levels = several(asked.pop("level", None))
    accounts = narrowed_accounts(actor, moment, where=where, q=q, filters=asked)
    if day is None:
        return HealthScore.objects.none()
    rows = HealthScore.objects.filter(day=day, account__in=accounts.order_by().values("pk"))
    if levels:
        rows = rows.filter(level__in=levels)
    column = F(ORDERS[sort.removeprefix("-")])
    down = sort.startswith("-")
    order = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return rows.select_related("account__owner", "account__team").order_by(order, "account__key")


def health_lines(
    actor: Actor, *, at: datetime, asked: Mapping[str, Any], at_once: int = MOST
) -> Iterator[tuple[HealthLine, ...]]:
    """All lines of the list as it is asked for, in pieces: for files."""
    narrow = {name: asked[name] for name in ("where", "q", "filters", "sort") if asked.get(name)}
    rows = kept_scores(actor, moment_of(at), **narrow)
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), at_once):
        part = ids[start : start + at_once]
        found = {row.pk: row for row in rows.filter(pk__in=part)}
        yield tuple(_line(found[pk]) for pk in part)


def _line(row: HealthScore) -> HealthLine:
    account: Account = row.account
    return HealthLine(
        account.key,
        account.name,
        account.tier,
        account.owner.email if account.owner else "",
        account.team.name if account.team else "",
        row.level,
        row.points,
        row.change,
        row.axes,
        row.overridden,
        account.custom,
    )
