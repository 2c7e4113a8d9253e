"""What this domain offers to the kernel: the drain, what waits, the upkeep of the table, erasure."""

from __future__ import annotations

from datetime import datetime

from senro import lake
from senro.customers.actions.erasure import ERASERS
from senro.kernel.clock import local_day
from senro.kernel.duties import duty
from senro.kernel.names import DYNAMIC
from senro.kernel.queries.people import organization
from senro.kernel.schedules import daily, every

from . import sql_views as sql_views
from .draining import drain_inbox, try_again
from .draining.settling import LISTENERS
from .forgetting import forget_asked, note_person, prune
from .models import UserAlias, WaitingSubject
from .queries.names import event_names
from .queries.retention import kept_for
from .refreshing import mark_stale, refresh_values
from .resolving import apply_changes, changed_mappings, resolve_waiting

duty(drain_inbox)
duty(forget_asked)
# After the drain: what it marked is new in the same round of the worker.
duty(refresh_values)
LISTENERS.append(mark_stale)
DYNAMIC["usage"] = event_names
ERASERS.append(note_person)


@every(minutes=1, refresh=True)
def give_waiting_events_their_account(*, at: datetime) -> None:
    """A key, an end user or a mapping that appeared says whose the waiting events are."""
    if changed_mappings().exists():
        apply_changes(at=at)
    if WaitingSubject.objects.filter(resolved_at=None).exists():
        resolve_waiting(at=at)


@every(minutes=60)
def try_failed_batches_again(*, at: datetime) -> None:
    """What could not be written may be writable by now: after an update, for instance."""
    try_again()


@every(minutes=10)
def compact_events(*, at: datetime) -> None:
    """A file a second becomes a file a day; the schedule's lease keeps two workers apart."""
    for table in lake.TABLES.values():
        lake.compact(table)


@daily(at="03:40")
def drop_old_events(*, at: datetime) -> None:
    """Events go when they are older than they are kept, batches when no id of theirs counts."""
    lake.delete_before(local_day(at - kept_for(), organization().timezone))
    prune(at)


@daily(at="03:50")
def join_aliases(*, at: datetime) -> None:
    """What somebody did before they were known is theirs, once a night."""
    import pyarrow as pa

    fresh = list(UserAlias.objects.filter(applied_at=None).order_by("learned_at")[:100_000])
    if not fresh:
        return
    pairs = {one.previous_id: one.user_id for one in fresh}
    lake.rename_users(pa.table({"previous_id": list(pairs), "user_id": list(pairs.values())}))
    UserAlias.objects.filter(pk__in=list(pairs)).update(applied_at=at)
