"""A thread in the shape of its template, and where a thing stands on the screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from senro.kernel.models import Comment, File
from senro.kernel.queries import mentionable, thread_of
from senro.kernel.queries.comments import Thread
from senro.kernel.rules.access import LEADERS, Actor, allowed
from senro.kernel.rules.mentions import Named
from senro.ui.notes import render_note

from ..customers.shared import href_of

WRITE = "comment.write"
# A larger picture is only downloaded.
MOST_SHOWN = 8 * 1024 * 1024


def page_of(kind: str, row: Any) -> str:
    """The page on which the thing stands."""
    if kind == "account":
        return href_of(row.key)
    if kind == "case":
        return reverse("case", args=[row.pk])
    if kind in ("task", "casecriterion"):
        return reverse("case", args=[row.attempt.case_id])
    return reverse("case", args=[row.case_id]) if row.case_id else href_of(row.account.key)


def thread_context(actor: Actor, kind: str, subject_id: UUID, *, here: str) -> dict[str, Any]:
    """What `thread.html` shows (3 queries); `here` is where its forms come back to."""
    return thread_shape(actor, thread_of(actor, kind, subject_id), here=here)


def thread_shape(actor: Actor, thread: Thread, *, here: str) -> dict[str, Any]:
    """The same of a thread that was read before."""
    people = _needed(thread.comments)
    return {
        "kind": thread.kind,
        "id": thread.subject_id,
        "here": here,
        "sees_notes": actor.sees_notes,
        "may_write": allowed(actor, WRITE),
        "notes": [note(actor, row, people) for row in thread.comments],
        "files": [file_row(actor, row) for row in thread.files],
        "total": len(thread.comments) + len(thread.files),
    }


def _needed(comments: tuple[Comment, ...]) -> list[Named]:
    """Colleagues, if anybody is named at all."""
    return mentionable() if any(row.mentions for row in comments) else []


def note(actor: Actor, row: Comment, people: list[Named]) -> dict[str, Any]:
    """One note."""
    writer, own = row.created_by, row.created_by_id == actor.person_id
    named = [one for one in people if str(one.id) in row.mentions]
    may = allowed(actor, WRITE)
    return {
        "id": row.pk,
        "who": writer.name if writer else _("Automatic"),
        "at": row.created_at,
        "html": render_note(row.note, named),
        "edited_at": row.edited_at,
        "pinned": row.pinned_at is not None,
        "pinned_by": row.pinned_by.name if row.pinned_by else "",
        "may_edit": own and may,
        "may_delete": may and (own or actor.has(*LEADERS)),
    }


def file_row(actor: Actor, row: File) -> dict[str, Any]:
    """One file."""
    may, own = allowed(actor, WRITE), row.created_by_id == actor.person_id
    return {
        "id": row.pk,
        "name": row.name,
        "size": filesizeformat(row.size),
        "who": row.created_by.name if row.created_by else "",
        "at": row.created_at,
        "internal": row.internal,
        "picture": row.content_type.startswith("image/") and row.size <= MOST_SHOWN,
        "may_change": may,
        "may_remove": may and (own or actor.has(*LEADERS)),
    }
