"""Keeping the scores of today, so that rules and lists read them for all accounts at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from senro.customers.models import Account
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rows_writer import put_rows

from .models import HealthScore
from .queries.scores import AccountScore, scores

# Each part looks at the events of a week ago once: few parts.
AT_ONCE = 10_000
See = Callable[[AccountScore], None]
KEPT = ("points", "level", "computed", "change", "known", "axes", "overridden", "version")


def keep_scores(
    *, at: datetime, ids: Collection[UUID] | None = None, see: See = lambda _one: None
) -> int:
    """The scores of these accounts, or of everybody, as the rows of today. How many.

    A row that would say the same is not written again. `see` is shown each score.
    """
    moment = moment_of(at)
    rows = Account.objects.living()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        found = scores(Account.objects.filter(pk__in=part), moment)
        for one in found:
            see(one)
        with transaction.atomic():
            today = HealthScore.objects.filter(day=moment.today, account__in=part)
            there = {
                pk: values for pk, *values in today.values_list("account_id", *KEPT).iterator()
            }
            said = ((one.account.pk, _said(one)) for one in found)
            changed = [
                {"account_id": pk, "day": moment.today, "at": moment.at, **values}
                for pk, values in said
                if there.get(pk) != [values[name] for name in KEPT]
            ]
            put_rows(HealthScore, changed, ("account_id", "day"))
    return len(keys)


def _said(one: AccountScore) -> dict[str, Any]:
    counts = one.standing
    axes = {axis.axis.code: axis.points for axis in one.score.axes if axis.points is not None}
    return {
        "points": counts.points,
        "level": counts.level,
        "computed": one.score.points,
        "change": one.change,
        "known": one.score.known,
        "axes": axes,
        "overridden": counts.overridden,
        "version": one.version,
    }
