"""Keeping the current values: everybody's once a day, in between only of those who did something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from senro.customers.models import Account
from senro.kernel.clock import local_day
from senro.kernel.memo import forget
from senro.kernel.metric_values import keep_values
from senro.kernel.models import MetricRun, MetricStale, uuid7
from senro.kernel.queries.people import organization

from .leasing import held
from .metrics import AsOf
from .queries.definitions import RUN, defined
from .queries.values import counted

AT_ONCE = 2_000
ROWS = 1_000


def mark_stale(accounts: Collection[str], at: datetime) -> None:
    """These accounts (by key) have something new: their values are computed again soon."""
    if not accounts:
        return
    ids = Account.objects.filter(key__in=accounts).values_list("pk", flat=True)
    MetricStale.objects.bulk_create(
        (MetricStale(subject_id=pk, since=at, mark=uuid7()) for pk in ids),
        update_conflicts=True,
        update_fields=["mark"],
        unique_fields=["subject_id"],
        batch_size=ROWS,
    )


def refresh_values(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Everybody's values where the day or the definitions are others, else the stale ones."""
    version, _definitions = defined(at)
    today = local_day(at, organization().timezone)
    if MetricRun.objects.filter(key=RUN, day=today, version=version).exists():
        return refresh_stale(at=at, clock=clock)
    return refresh_all(at=at, clock=clock)


def count_anew() -> None:
    """Rows were taken out of the table: everybody's values are computed in the next round."""
    MetricRun.objects.filter(key=RUN).delete()


def refresh_stale(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Compute the values of those that something happened to. How many."""
    if not MetricStale.objects.exists():
        return 0
    done = 0
    with held("metrics", clock) as alone:
        while alone and (rows := list(MetricStale.objects.order_by("since")[:AT_ONCE])):
            _refresh({row.subject_id for row in rows}, at)
            # Marked anew in the meantime: the next look takes it.
            marks = [row.mark for row in rows]
            MetricStale.objects.filter(mark__in=marks).delete()
            done += len(rows)
    return done


def refresh_all(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Compute everybody's values. Of how many accounts something is known."""
    subjects = 0
    with held("metrics", clock) as alone:
        if alone:
            version, _definitions = defined(at)
            marks = list(MetricStale.objects.values_list("mark", flat=True))
            subjects = _refresh(None, at)
            for part in _parts(marks):
                MetricStale.objects.filter(mark__in=part).delete()
            told = {"version": version, "at": at, "subjects": subjects}
            told["day"] = local_day(at, organization().timezone)
            MetricRun.objects.update_or_create(key=RUN, defaults=told)
    forget()
    return subjects


def _refresh(ids: set[UUID] | None, at: datetime) -> int:
    rows = Account.objects.all() if ids is None else Account.objects.filter(pk__in=ids)
    keys = dict(rows.values_list("key", "pk"))
    zone = organization().timezone
    _version, definitions = defined(at)
    asked = AsOf.of_day(local_day(at, zone), zone, now=at)
    found = counted(definitions, asked, None if ids is None else list(keys))
    values = {pk: found.get(account, {}) for account, pk in keys.items()}
    keep_values(values, at=at, everybody=ids is None)
    return len(found)


def _parts(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + ROWS] for start in range(0, len(rows), ROWS))
