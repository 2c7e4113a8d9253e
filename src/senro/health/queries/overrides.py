"""Which overrides stand at a moment, and how it went."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from senro.customers.models import Account
from senro.kernel.names import Moment

from ..models import HealthOverride


def standing_at(moment: Moment) -> QuerySet[HealthOverride]:
    """Those that count at the moment: begun, not ended, their last day not passed."""
    rows = HealthOverride.objects.living().filter(at__lte=moment.at, until__gte=moment.today)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=moment.at))


def overrides_of(ids: Collection[UUID], moment: Moment) -> dict[UUID, HealthOverride]:
    """{account: its override}, one at most each."""
    rows = standing_at(moment).filter(account_id__in=ids).select_related("created_by")
    return {row.account_id: row for row in rows.order_by("at")}


def history_of(account: Account) -> QuerySet[HealthOverride]:
    """All overrides of an account that were not undone, the latest first."""
    rows = HealthOverride.objects.living().filter(account=account)
    return rows.select_related("created_by").order_by("-at", "-pk")
