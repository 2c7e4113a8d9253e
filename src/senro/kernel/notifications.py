"""Lines behind the bell. A domain registers each kind with its words in its `registry`:

    register_notification("task.assigned", _("%(who)s gave you “%(task)s”"))

and a verb or a reaction sends it, as often as it runs, once:

    notify("task.assigned", to=[person], subject=case, once=f"{task.pk}:{task.version}",
           params={"who": name, "task": task.title}, by=by, at=at)

`params` hold text and numbers, {"key": …} names, or {"ja": …, "en": …} words of the method; words are put together in the reader's language.
A face registers where a line leads: `register_link("case", "/cases/{id}/")`. Nothing here leaves a
fact: what was notified is one already.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from .models import Notification, Person, kind_of
from .rules.access import Actor

WORDS: dict[str, Any] = {}
LINKS: dict[str, str] = {}


def register_notification(kind: str, words: Any) -> None:
    """Offer a kind of notification. Raises RuntimeError for a second definition."""
    if kind in WORDS:
        raise RuntimeError(f"the notification {kind} is registered twice")
    WORDS[kind] = words


def register_link(subject_kind: str, template: str) -> None:
    """Where lines about such a subject lead: `{id}` and the params of the line fill the address."""
    LINKS[subject_kind] = template


def notify(
    kind: str,
    *,
    to: Iterable[Person | UUID],
    subject: models.Model,
    once: str,
    at: datetime,
    by: Actor | None = None,
    params: dict[str, Any] | None = None,
    fact: UUID | None = None,
    kind_of_recipient: str = "person",
) -> int:
    """Tell people, each once for this `once`; whoever did it is not told. How many lines are new.

    With `kind_of_recipient` "contact" the ids are those of contacts at the customer.
    """
    if kind not in WORDS:
        raise LookupError(f"no notification {kind} is registered")
    people = {person.pk if isinstance(person, Person) else person for person in to}
    people.discard(by.person_id if by else None)
    once = f"{kind}:{once}"[:200]
    there = _lines(people, kind_of_recipient).filter(once=once)
    known = set(there.values_list("recipient_id", flat=True))
    rows = [
        Notification(
            recipient_kind=kind_of_recipient,
            recipient_id=person,
            kind=kind,
            params=params or {},
            subject_kind=kind_of(subject),
            subject_id=subject.pk,
            fact=fact,
            created_at=at,
            once=once,
        )
        for person in sorted(people - known, key=str)
    ]
    with transaction.atomic():
        # Two workers at once: the unique constraint lets one line through.
        Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def mark_read(*, by: Actor, at: datetime, ids: Iterable[UUID] | None = None) -> int:
    """Mark one's own lines as read: all of them, or these."""
    if by.person_id is None:
        return 0
    unread = _lines({by.person_id}).filter(read_at=None)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    return unread.update(read_at=at)


def _lines(people: Iterable[UUID | None], kind: str = "person") -> models.QuerySet[Notification]:
    return Notification.objects.filter(recipient_kind=kind, recipient_id__in=list(people))
