"""What stands behind somebody's bell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ..locales import locale
from ..models import Notification
from ..notifications import LINKS, WORDS
from ..rules.access import Actor


@dataclass(frozen=True)
class NotificationLine:
    """One line in the reader's language."""

    id: UUID
    kind: str
    text: str
    href: str
    subject_kind: str
    subject_id: UUID
    created_at: datetime
    read_at: datetime | None


def visible_notifications(actor: Actor) -> QuerySet[Notification]:
    """The actor's own lines, newest first."""
    own = Notification.objects.filter(recipient_kind="person", recipient_id__in=[actor.person_id])
    return own.order_by("-created_at", "-pk")


def unread_notifications(actor: Actor) -> list[NotificationLine]:
    """What the actor has not read yet."""
    return [_line(row) for row in visible_notifications(actor).filter(read_at=None)[:200]]


def notification_lines(actor: Actor, limit: int = 100) -> list[NotificationLine]:
    """The last lines, read or not."""
    return [_line(row) for row in visible_notifications(actor)[:limit]]


def unread_count(actor: Actor) -> int:
    """The number on the bell."""
    if actor.person_id is None:
        return 0
    return visible_notifications(actor).order_by().filter(read_at=None).count()


def _line(row: Notification) -> NotificationLine:
    return NotificationLine(
        id=row.pk,
        kind=row.kind,
        text=_text(row),
        href=_href(row),
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _text(row: Notification) -> str:
    # A kind that this version no longer knows is still shown, by its code.
    words = str(WORDS.get(row.kind, row.kind))
    if row.kind not in WORDS:
        return words
    language = locale()
    told = {name: _said(value, language) for name, value in row.params.items()}
    return words % defaultdict(str, told)


def _said(value: Any, locale: str) -> Any:
    """Words of the method stand in both languages."""
    return value.get(locale, "") if isinstance(value, dict) and "ja" in value else value


def _href(row: Notification) -> str:
    values: dict[str, Any] = defaultdict(str, row.params)
    values["id"] = row.subject_id
    return LINKS.get(row.subject_kind, "").format_map(values)
