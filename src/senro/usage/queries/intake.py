"""The intake as people see it: how much comes, from where, what waits, clashes and was kept out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet, Sum

from senro.kernel.models import ApiKey
from senro.kernel.rules.access import Actor

from ..models import AccountMapping, EventConflict, InboxBatch, RefusedEvent, WaitingSubject
from ..models.mapping import DOMAIN, GROUP, USER
from ..wording import said

LOOKERS = ("admin", "cs_ops")
MOST = 50


@dataclass(frozen=True)
class Rate:
    """How much comes in, by the machine's clock."""

    minute: int
    hour: int
    day: int
    undrained: int
    undrained_batches: int
    oldest: datetime | None
    failing: str


@dataclass(frozen=True)
class Arrival:
    """A batch."""

    at: datetime
    source: str
    channel: str
    accepted: int
    stored: int
    duplicates: int
    conflicts: int
    waiting: int
    records: int
    refused: int
    drained: bool
    error: str


@dataclass(frozen=True)
class Oddity:
    """An event that was kept out: a clash, or refused."""

    at: datetime
    source: str
    name: str
    code: str
    message: Any
    sent: str


def may_look(actor: Actor) -> bool:
    """Whoever runs imports also looks after the intake."""
    return actor.has(*LOOKERS)


def rate(machine: datetime) -> Rate:
    """What comes in now."""
    recent = InboxBatch.objects.filter(machine_at__gte=machine - timedelta(days=1))

    def since(**ago: int) -> int:
        rows = recent.filter(machine_at__gte=machine - timedelta(**ago))
        return rows.aggregate(n=Sum("accepted"))["n"] or 0

    left = InboxBatch.objects.filter(drained_at=None)
    counted = left.aggregate(n=Sum("accepted"), batches=Count("id"), oldest=Min("machine_at"))
    failing = left.exclude(error="").order_by("id").values_list("error", flat=True).first()
    return Rate(
        minute=since(minutes=1),
        hour=since(hours=1),
        day=since(days=1),
        undrained=counted["n"] or 0,
        undrained_batches=counted["batches"],
        oldest=counted["oldest"],
        failing=failing or "",
    )


def arrivals(most: int = MOST) -> list[Arrival]:
    """The last batches."""
    rows = list(InboxBatch.objects.defer("payload").order_by("-id")[:most])
    names = _names(row.source for row in rows)
    return [
        Arrival(
            at=row.machine_at,
            source=names[row.source],
            channel=row.channel,
            accepted=row.accepted,
            stored=row.stored,
            duplicates=row.duplicates,
            conflicts=row.conflicts,
            waiting=row.waiting,
            records=row.records,
            refused=row.refused,
            drained=row.drained_at is not None,
            error=row.error,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class WaitingLine:
    """What one mapping would give an account: a group, a mail domain, or a single user."""

    kind: str
    value: str
    people: int
    events: int
    first_at: datetime
    last_at: datetime


def waiting(most: int = MOST) -> list[WaitingLine]:
    """Events without an account by what can be mapped, those with most events first."""
    open_ = WaitingSubject.objects.filter(resolved_at=None, events__gt=0)
    alone = open_.filter(group_id="")
    found = [
        *_lines(open_.exclude(group_id=""), GROUP, "group_id", most),
        *_lines(alone.exclude(domain=""), DOMAIN, "domain", most),
        *_lines(alone.filter(domain="").exclude(user_id=""), USER, "user_id", most),
        *_lines(alone.filter(domain="", user_id=""), USER, "anonymous_id", most),
    ]
    return sorted(found, key=lambda line: (-line.events, line.value))[:most]


def _lines(
    rows: QuerySet[WaitingSubject], kind: str, column: str, most: int
) -> Iterable[WaitingLine]:
    grouped = rows.values(column).annotate(
        people=Count("pk"), total=Sum("events"), first=Min("first_at"), last=Max("last_at")
    )
    for row in grouped.order_by("-total", column)[:most]:
        yield WaitingLine(kind, row[column], row["people"], row["total"], row["first"], row["last"])


def waiting_events() -> int:
    """How many events have no account."""
    rows = WaitingSubject.objects.filter(resolved_at=None)
    return rows.aggregate(n=Sum("events"))["n"] or 0


def mappings() -> QuerySet[AccountMapping]:
    """What was said about whose events are, the newest first."""
    return AccountMapping.objects.living().select_related("account").order_by("-created_at", "pk")


def conflicts(most: int = MOST) -> list[Oddity]:
    """Message ids that came again with other content, the newest first."""
    found = EventConflict.objects.select_related("batch").defer("batch__payload")
    rows = list(found.order_by("-id")[:most])
    names = _names(row.batch.source for row in rows)
    return [
        Oddity(
            row.batch.machine_at,
            names[row.batch.source],
            row.message_id,
            "conflict",
            said("conflict"),
            row.sent,
        )
        for row in rows
    ]


def refused(most: int = MOST) -> list[Oddity]:
    """Events that were kept out, the newest first."""
    found = RefusedEvent.objects.select_related("batch").defer("batch__payload")
    rows = list(found.order_by("-id")[:most])
    names = _names(row.batch.source for row in rows)
    return [
        Oddity(
            row.batch.machine_at,
            names[row.batch.source],
            row.field,
            row.code,
            said(row.code),
            row.sent,
        )
        for row in rows
    ]


def _names(sources: Iterable[str]) -> dict[str, str]:
    """What people call a source: its key's name."""
    wanted = set(sources)
    ids = {UUID(one.removeprefix("key:")): one for one in wanted if one.startswith("key:")}
    keys = ApiKey.objects.filter(pk__in=ids).values_list("pk", "name")
    return {one: one for one in wanted} | {ids[pk]: name for pk, name in keys}
