"""What waits for somebody, as Today ranks by it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, QuerySet, When, Window
from django.db.models.functions import RowNumber

from senro.kernel.clock import local_day
from senro.onboarding.queries.signalled import Signalled

from ..models import SEVERITIES, Signal
from .signals import in_state


def accounts_waiting(at: datetime) -> QuerySet[Any]:
    """(account, severity) of the signals that wait."""
    rows = in_state(Signal.objects.living(), "open", at)
    return rows.order_by().values_list("account_id", "severity").distinct()


def signals_waiting(
    accounts: Collection[UUID], at: datetime, zone: str
) -> dict[UUID, list[Signalled]]:
    """The newest signal of each severity of these accounts, the most pressing first; one query."""
    here = [F("account"), F("severity")]
    rows = in_state(Signal.objects.living(), "open", at).filter(account__in=list(accounts))
    order = Case(*(When(severity=one, then=place) for place, one in enumerate(SEVERITIES)))
    rows = rows.annotate(
        place=Window(RowNumber(), partition_by=here, order_by=(F("opened_at").desc(), F("pk"))),
        many=Window(Count("pk"), partition_by=here),
        pressing=order,
    )
    found: dict[UUID, list[Signalled]] = {}
    for row in rows.filter(place=1).order_by("pressing"):
        found.setdefault(row.account_id, []).append(
            Signalled(
                row.pk, row.severity, row.title_ja, row.title_en, local_day(row.opened_at, zone),
                row.many, row.evidence,
            )
        )  # fmt: skip
    return found
