"""`identify`, `group` and `alias`: what they say of end users and accounts is put like any record.

As the person of the write key, in the way an import would put it: one fact per changed row, and a
value that the records refuse changes nothing and stops nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from senro.customers import bulk
from senro.kernel.queries import actor_of
from senro.kernel.rules.access import SYSTEM, Actor

from ..models import Forgetting, InboxBatch, UserAlias
from ..queries.whose import Answer, whose
from ..rules.traits import account_fields, user_fields
from .reading import Taken
from .settling import add_waiting, subject_of


def put_records(taken: list[Taken], *, at: datetime) -> None:
    """Update end users and accounts from what a round says of them."""
    if not taken:
        return
    taken = _without_the_erased(taken)
    with transaction.atomic():
        learn_aliases(taken, at)
        known = whose(one.asked for one in taken)
        for actor, told in _by_sender(taken, at):
            accounts: dict[str, dict[str, Any]] = {}
            users: dict[str, dict[str, Any]] = {}
            for one in told:
                _collect(one, known.answer(one.asked), accounts, users)
            put("accounts", accounts, actor, at)
            put("end-users", users, actor, at)


def _without_the_erased(taken: list[Taken]) -> list[Taken]:
    """What was said of a person before they were erased brings nobody back."""
    asked = list(Forgetting.objects.filter(done_at=None).exclude(ids=[]))
    return [
        one
        for one in taken
        if not any(one.batch.pk < each.pk and one.event.user_id in each.ids for each in asked)
    ]


def put(kind: str, rows: Mapping[str, Mapping[str, Any]], by: Actor, at: datetime) -> None:
    """Put rows by key; refused ones change nothing."""
    if rows:
        bulk.put_rows(kind=kind, rows=[{"key": key, **row} for key, row in rows.items()],
                      by=by, at=at)  # fmt: skip


def _collect(
    one: Taken,
    answer: Answer,
    accounts: dict[str, dict[str, Any]],
    users: dict[str, dict[str, Any]],
) -> None:
    event = one.event
    if event.type == "group":
        # A group that no account has is no new account: whoever maps it decides.
        if answer.account and event.traits:
            accounts.setdefault(answer.account, {}).update(account_fields(event.traits))
        return
    if event.type != "identify" or not event.user_id:
        return
    fields = user_fields(event.traits)
    if answer.account is None:
        keep_traits(one, fields)
        return
    key = answer.end_user or event.user_id
    users.setdefault(key, {"account": answer.account}).update(fields)


def keep_traits(one: Taken, fields: dict[str, Any]) -> None:
    """What is said of a user whose account nobody knows, until somebody does."""
    row = subject_of(one.asked._replace(anonymous_id=None), one.event.at)
    row.traits = fields
    add_waiting(row)


def learn_aliases(taken: Iterable[Taken], at: datetime) -> None:
    """Two ids of one person: as `alias` says, and as `identify` of somebody anonymous implies."""
    found: dict[str, str] = {}
    for one in taken:
        event = one.event
        previous = event.previous_id if event.type == "alias" else event.anonymous_id
        if previous and event.user_id and previous != event.user_id and event.type != "group":
            found[previous] = event.user_id
    UserAlias.objects.bulk_create(
        (UserAlias(previous_id=old, user_id=new, learned_at=at) for old, new in found.items()),
        ignore_conflicts=True,
    )


def _by_sender(taken: list[Taken], at: datetime) -> Iterable[tuple[Actor, list[Taken]]]:
    told: dict[tuple[UUID | None, UUID | None], list[Taken]] = defaultdict(list)
    for one in taken:
        told[one.batch.person_id, one.batch.key_id].append(one)
    for found in told.values():
        yield sender_of(found[0].batch, at), found


def sender_of(batch: InboxBatch, at: datetime) -> Actor:
    """Who a batch's key acts as. An ingest key may say this much, so its scope does not bind here."""
    if batch.person is None:
        return SYSTEM
    actor = actor_of(batch.person, at=at, key=batch.key)
    return Actor(actor.person_id, actor.roles, actor.team_ids, actor.key_id, "write", actor.locale)
