"""What another system says of an account's health, as of a day and before."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from senro.kernel.names import Moment

from ..models import ExternalScore


def external_history(account_id: UUID, moment: Moment) -> QuerySet[ExternalScore]:
    """All that was said up to the moment, the latest first."""
    rows = ExternalScore.objects.living().filter(account_id=account_id, day__lte=moment.today)
    return rows.order_by("-day", "axis")


def external_of(ids: Collection[UUID], moment: Moment) -> dict[UUID, ExternalScore]:
    """{account: the latest word about the whole}."""
    rows = ExternalScore.objects.living().filter(account_id__in=ids, axis="", day__lte=moment.today)
    return {row.account_id: row for row in rows.order_by("day")}
