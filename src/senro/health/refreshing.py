"""Looking for signals: at everybody once a day, in between at those to whom something happened."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from senro.customers.models import Account
from senro.kernel.models import MetricRun, uuid7
from senro.kernel.queries.calendar import local_day_of, moment_of
from senro.kernel.rules.access import SYSTEM
from senro.usage.leasing import held

from .actions import close_signal, open_signal
from .keeping import keep_scores
from .models import Signal, SignalStale
from .queries.bands import Falls
from .queries.finding import look
from .queries.kinds import kinds_at
from .queries.models import models

RUN = "signals"
AT_ONCE = 500
ROWS = 1_000


def note_events(accounts: Collection[str], at: datetime) -> None:
    """These accounts (by key) have new events."""
    if accounts:
        mark_stale(Account.objects.filter(key__in=accounts).values_list("pk", flat=True), at)


def mark_stale(ids: Collection[UUID], at: datetime) -> None:
    """Look at these accounts again soon."""
    SignalStale.objects.bulk_create(
        (SignalStale(account_id=pk, since=at, mark=uuid7()) for pk in ids),
        update_conflicts=True,
        update_fields=["mark"],
        unique_fields=["account_id"],
        batch_size=ROWS,
    )


def refresh_signals(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Everybody's signals where the day or the method is another, else those of the stale ones."""
    today = local_day_of(at)
    version = _method(at)
    whole = not MetricRun.objects.filter(key=RUN, day=today, version=version).exists()
    if not whole and not SignalStale.objects.exists():
        return 0
    done = 0
    with held(RUN, clock) as alone:
        if not alone:
            return 0
        if whole:
            marks = list(SignalStale.objects.values_list("mark", flat=True))
            done = bring_up_to_date(at=at)
            told = {"version": version, "at": at, "day": today, "subjects": done}
            MetricRun.objects.update_or_create(key=RUN, defaults=told)
            _forget(marks)
        while rows := list(SignalStale.objects.order_by("since")[:AT_ONCE]):
            bring_up_to_date(at=at, ids=[row.account_id for row in rows])
            # Marked anew in the meantime: the next look takes it.
            _forget([row.mark for row in rows])
            done += len(rows)
    return done


def refresh_everybody(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Look at everybody now, whether or not it was done today."""
    MetricRun.objects.filter(key=RUN).delete()
    return refresh_signals(at=at, clock=clock)


def bring_up_to_date(*, at: datetime, ids: Collection[UUID] | None = None) -> int:
    """Open what is true, close what no longer is. Run again it changes nothing. How much it did."""
    falls = Falls()
    keep_scores(at=at, ids=ids, see=falls.see)
    found = look(moment_of(at), falls, ids)
    standing = Signal.objects.living().filter(closed_at=None)
    if ids is not None:
        standing = standing.filter(account__in=list(ids))
    there = {(row.account_id, row.kind, row.subject): row for row in standing}
    done = 0
    for place in sorted(found.found, key=str):
        one, row = found.found[place], there.get(place)
        if row is None or row.digest != one.digest:
            open_signal(found=one, by=SYSTEM, at=at)
            done += 1
    for place, row in there.items():
        if place not in found.found and place[:2] not in found.unknown:
            close_signal(signal=row, by=SYSTEM, at=at)
            done += 1
    return done


def _method(at: datetime) -> str:
    """What is published of signals and health: another one is another reason to look at everybody."""
    told = [kinds_at(at)[0], *sorted(str(one.pk) for one in models(at))]
    return sha256("|".join(told).encode()).hexdigest()


def _forget(marks: list[UUID]) -> None:
    for start in range(0, len(marks), ROWS):
        SignalStale.objects.filter(mark__in=marks[start : start + ROWS]).delete()
