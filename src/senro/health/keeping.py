"""Keeping the scores of today, so that rules and lists read them for all accounts at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from senro.customers.models import Account
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of

from .models import HealthScore
from .queries.scores import AccountScore, scores

AT_ONCE = 2_000
ROWS = 500
KEPT = ("points", "level", "computed", "change", "known", "axes", "overridden", "version", "at")


def keep_scores(*, at: datetime, ids: Collection[UUID] | None = None) -> int:
    """The scores of these accounts, or of everybody, as the rows of today. How many."""
    moment = moment_of(at)
    rows = Account.objects.living()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        part = Account.objects.filter(pk__in=keys[start : start + AT_ONCE])
        HealthScore.objects.bulk_create(
            (_row(one, moment) for one in scores(part, moment)),
            update_conflicts=True,
            update_fields=KEPT,
            unique_fields=["account", "day"],
            batch_size=ROWS,
        )
    return len(keys)


def _row(one: AccountScore, moment: Moment) -> HealthScore:
    counts = one.standing
    axes = {axis.axis.code: axis.points for axis in one.score.axes if axis.points is not None}
    return HealthScore(
        account=one.account,
        day=moment.today,
        points=counts.points,
        level=counts.level,
        computed=one.score.points,
        change=one.change,
        known=one.score.known,
        axes=axes,
        overridden=counts.overridden,
        version=one.version,
        at=moment.at,
    )
