"""Taking a person's or an account's events out of everything that holds them.

An erasure notes the ids in its own transaction. The worker waits until what had come in by then has
been drained, so that nothing of it arrives after the rows are gone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from senro import lake
from senro.customers.models import Contact, EndUser
from senro.kernel.erasure import forget
from senro.kernel.models import kind_of

from .leasing import held
from .models import (
    AccountMapping,
    EventConflict,
    Forgetting,
    InboxBatch,
    RefusedEvent,
    UserAlias,
    WaitingSubject,
)
from .models.mapping import USER
from .refreshing import count_anew

# Batches, and what was refused of them, are shown for as long as an id counts.
SHOWN_FOR = timedelta(days=35)


def note_person(person: Contact | EndUser, at: datetime) -> None:
    """Called by the erasure before it blanks the row: which ids were this person's."""
    ids = {person.email, person.email.lower()}
    if isinstance(person, EndUser):
        ids |= {person.key}
        ids |= {f"{person.account.key}\x1f{person.employee_no}"} if person.employee_no else set()
    ids.discard("")
    if not ids:
        return
    ids |= set(UserAlias.objects.filter(user_id__in=ids).values_list("previous_id", flat=True))
    Forgetting.objects.create(ids=sorted(ids), asked_at=at)


def forget_asked(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Do what was asked. How many."""
    asked = Forgetting.objects.filter(done_at=None).order_by("pk")
    if not asked.exists():
        return 0
    done = 0
    with held("rewrite", clock) as alone:
        for one in asked if alone else ():
            if InboxBatch.objects.filter(drained_at=None, id__lt=one.pk).exists():
                break
            gone = _from_the_lake(one)
            with transaction.atomic():
                _from_the_records(one, at)
                Forgetting.objects.filter(pk=one.pk).update(done_at=at, ids=[], rows=gone)
            done += 1
    if done:
        count_anew()
    return done


def _from_the_lake(one: Forgetting) -> int:
    events = lake.events()
    if one.account_key:
        sums = lake.table(lake.USAGE)
        sums = sums.filter(sums.account == one.account_key)
        gone = lake.remove(lake.USAGE, lake.fetch(sums.select("row_id").distinct()))
        mine = events.account == one.account_key
    else:
        gone = 0
        ids, numbers = _sorted_out(one.ids)
        mine = events.end_user.isin(ids) | events.user_id.isin(ids) | events.anonymous_id.isin(ids)
        for account, number in numbers:
            mine |= (events.account == account) & (events.user_id == number)
    rows = events.filter(mine).select("event_id").distinct()
    return gone + lake.remove(lake.EVENTS, lake.fetch(rows))


def _sorted_out(ids: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    parted = [one.partition("\x1f") for one in ids]
    plain = [one for one, mark, _rest in parted if not mark]
    return plain, [(account, number) for account, mark, number in parted if mark]


def _from_the_records(one: Forgetting, at: datetime) -> None:
    """What was kept out, and what waits, may name the person too."""
    if one.account_key:
        WaitingSubject.objects.filter(account__key=one.account_key).delete()
        return
    ids, _numbers = _sorted_out(one.ids)
    named = Q(user_id__in=ids) | Q(anonymous_id__in=ids)
    WaitingSubject.objects.filter(named).delete()
    UserAlias.objects.filter(Q(user_id__in=ids) | Q(previous_id__in=ids)).delete()
    for mapping in AccountMapping.objects.filter(kind=USER, value__in=ids):
        forget(kind_of(mapping), mapping.pk)
        blank = {"value": f"erased-{mapping.pk}", "undone_at": mapping.undone_at or at}
        AccountMapping.objects.filter(pk=mapping.pk).update(**blank)
    for word in ids:
        EventConflict.objects.filter(Q(user_id=word) | Q(sent__contains=word)).delete()
        RefusedEvent.objects.filter(sent__contains=word).delete()


def prune(at: datetime) -> int:
    """Forget batches that were drained long ago, with what was refused of them."""
    old = InboxBatch.objects.exclude(drained_at=None).filter(received_at__lt=at - SHOWN_FOR)
    gone, _by_model = old.delete()
    return gone
