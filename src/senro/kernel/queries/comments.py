"""Notes beside a thing, as those who may read internal notes see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ..models import Comment, Fact, File, Person, PersonalText
from ..rules.access import SYSTEM, Actor
from ..rules.mentions import Named
from ..subjects import sees, subject_row
from .people import visible_people


@dataclass(frozen=True)
class Thread:
    """All that hangs on a thing: notes (pinned first, then oldest first) and files."""

    kind: str
    subject_id: UUID
    comments: tuple[Comment, ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class Earlier:
    """What a note said before it was edited; None where the words were erased."""

    text: str | None
    until: datetime


def visible_comments(actor: Actor, kind: str, subject_id: UUID) -> QuerySet[Comment]:
    """Notes of a subject that the actor may see anyway; nothing for who may not read notes."""
    rows = Comment.objects.living().filter(subject_kind=kind, subject_id=subject_id)
    rows = rows.select_related("created_by", "pinned_by")
    return rows if actor.sees_notes else rows.none()


def comment_for(actor: Actor, comment_id: UUID) -> Comment | None:
    """One note, if its thing may be seen; a deleted one too, for its writer and its undo."""
    if not actor.sees_notes:
        return None
    row = Comment.objects.living().select_related("created_by").filter(pk=comment_id).first()
    return row if row and sees(actor, row.subject_kind, row.subject_id) else None


def own_comments(actor: Actor) -> QuerySet[Comment]:
    """What the actor wrote anywhere, newest first."""
    rows = Comment.objects.living().filter(created_by_id__in=[actor.person_id])
    return rows.select_related("created_by").order_by("-created_at", "-pk")


def thread_of(actor: Actor, kind: str, subject_id: UUID) -> Thread:
    """What hangs on a thing (2 queries)."""
    return thread_and_counts(actor, kind, subject_id, ())[0]


def thread_and_counts(
    actor: Actor, kind: str, subject_id: UUID, parts: Collection[UUID]
) -> tuple[Thread, Counter[UUID]]:
    """What hangs on a thing, and how many notes and files on each of its parts (2 queries)."""
    there = Q(subject_kind=kind, subject_id=subject_id) | Q(subject_id__in=list(parts))
    comments = Comment.objects.living().filter(there).select_related("created_by", "pinned_by")
    files = File.objects.living().filter(there).select_related("created_by")
    if not actor.sees_notes:
        comments, files = comments.none(), files.filter(internal=False)
    found: tuple[list[Any], list[Any]] = ([], [])
    counts: Counter[UUID] = Counter()
    asked: tuple[QuerySet[Any], ...] = (comments, files)
    for rows, own in zip(asked, found, strict=True):
        for row in rows.order_by("created_at", "pk"):
            if row.subject_id == subject_id:
                own.append(row)
            else:
                counts[row.subject_id] += 1
    found[0].sort(key=lambda row: row.pinned_at is None)
    return Thread(kind, subject_id, tuple(found[0]), tuple(found[1])), counts


def earlier_texts(comment: Comment) -> list[Earlier]:
    """What it said before, latest first."""
    facts = Fact.objects.filter(subject_kind="comment", subject_id=comment.pk).order_by("-seq")
    edits = [fact for fact in facts if "note" in (fact.before or {})]
    texts = {
        row.fact: row.data for row in PersonalText.objects.filter(fact__in=[f.id for f in edits])
    }
    return [
        Earlier((texts.get(fact.id) or {}).get("before", {}).get("note"), fact.at) for fact in edits
    ]


def mentionable() -> list[Named]:
    """Colleagues who can be named."""
    rows = visible_people(SYSTEM).order_by("name", "email")
    return [Named(*row) for row in rows.values_list("pk", "name", "email")]


def may_read(people: Iterable[UUID], kind: str, subject_id: UUID) -> list[UUID]:
    """Who of them may read notes about this thing."""
    rows = Person.objects.filter(pk__in=list(people), is_active=True, undone_at=None)
    return [row.pk for row in rows if _reads(row, kind, subject_id)]


def _reads(person: Person, kind: str, subject_id: UUID) -> bool:
    actor = Actor(person_id=person.pk, roles=frozenset(person.roles))
    return actor.sees_notes and sees(actor, kind, subject_id)


def completions(
    actor: Actor, begun: str, kind: str, subject_id: UUID, limit: int = 8
) -> list[Named]:
    """Colleagues whose name begins so, or holds it, and who may read notes about the thing."""
    subject_row(actor, kind, subject_id)
    if not actor.sees_notes:
        return []
    wanted = "".join(begun.split()).casefold()
    rows = [
        row
        for row in visible_people(SYSTEM).order_by("name", "email")
        if wanted in "".join(row.name.split()).casefold() or row.email.casefold().startswith(wanted)
    ]
    rows.sort(key=lambda row: not row.name.casefold().startswith(wanted))
    found: list[Named] = []
    for row in rows:
        if len(found) == limit:
            break
        if row.pk != actor.person_id and _reads(row, kind, subject_id):
            found.append(Named(row.pk, row.name, row.email))
    return found
