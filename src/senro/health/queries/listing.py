"""The kept scores of the last day for which there are any, as a list."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Max, QuerySet

from senro.customers.models import Account

from ..models import HealthScore

SORTS = {
    "score": F("points").asc(nulls_last=True),
    "-score": F("points").desc(nulls_last=True),
    "change": F("change").asc(nulls_last=True),
    "-change": F("change").desc(nulls_last=True),
    "name": F("account__name").asc(),
}


def last_day() -> date | None:
    """The day of the latest scores."""
    found: date | None = HealthScore.objects.aggregate(day=Max("day"))["day"]
    return found


def kept_scores(
    accounts: QuerySet[Account], day: date, sort: str = "score"
) -> QuerySet[HealthScore]:
    """The scores of these accounts on a day; what is unknown stands last."""
    rows = HealthScore.objects.filter(day=day, account__in=accounts.order_by().values("pk"))
    return rows.select_related("account__owner").order_by(SORTS[sort], "account__key")
