"""Writing beside a thing, and telling whoever is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Forbidden, Invalid, StaleVersion
from ..models import Comment, kind_of
from ..notifications import notify, register_notification
from ..queries.comments import mentionable
from ..rules.access import LEADERS, SYSTEM, Actor
from ..rules.mentions import mentions
from ..subjects import SUBJECTS, subject_row
from ..verbs import Change, verb

WRITE = "comment.write"
LONGEST = 10_000
# A form that was sent twice is one comment.
TWICE_WITHIN = timedelta(minutes=2)

register_notification("kernel.comment.mentioned", _("%(who)s mentioned you: %(title)s"))


@verb("kernel.comment.written", _("Note written"))
def write_comment(
    change: Change, *, subject: models.Model, text: str, by: Actor, at: datetime
) -> Comment:
    """Write a note beside a thing. The same words sent twice are one note."""
    require(by, WRITE)
    text = _checked(text)
    kind = kind_of(subject)
    rows = Comment.objects.living().filter(
        subject_kind=kind, subject_id=subject.pk, created_by_id=by.person_id
    )
    last = rows.order_by("-created_at", "-pk").first()
    if last is not None and last.note == text and at - last.created_at < TWICE_WITHIN:
        return last
    named = _named(text, by)
    row = Comment(subject_kind=kind, subject_id=subject.pk, note=text, mentions=_texts(named))
    change.create(row)
    _concerns(change, kind, subject)
    _tell(row, subject, named, by, at)
    return row


@verb("kernel.comment.edited", _("Note edited"))
def edit_comment(
    change: Change, *, comment: Comment, text: str, version: int, by: Actor, at: datetime
) -> Comment:
    """Change one's own words; the earlier ones stay in the record. Raises StaleVersion."""
    row = _locked(comment)
    _must_be_own(row, by)
    text = _checked(text)
    if row.note == text:
        return row
    if row.version != version:
        raise StaleVersion()
    subject = subject_row(SYSTEM, row.subject_kind, row.subject_id)
    named = _named(text, by)
    known = set(row.mentions)
    change.update(row, note=text, edited_at=at, mentions=sorted(known | set(_texts(named))))
    _concerns(change, row.subject_kind, subject)
    _tell(row, subject, [one for one in named if str(one) not in known], by, at)
    return row


@verb("kernel.comment.deleted", _("Note deleted"))
def delete_comment(change: Change, *, comment: Comment, by: Actor, at: datetime) -> Comment:
    """Take one's own note away (leaders: anybody's). It can be undone."""
    row = _locked(comment)
    require(by, WRITE)
    if not by.has(*LEADERS):
        _must_be_own(row, by)
    if row.undone_at is None:
        change.remove(row)
        _concerns(change, row.subject_kind, _thing(row))
    return row


@verb("kernel.comment.pinned", _("Note pinned or unpinned"))
def pin_comment(
    change: Change, *, comment: Comment, pinned: bool, by: Actor, at: datetime
) -> Comment:
    """Keep a note above the others, or no longer."""
    require(by, WRITE)
    row = _locked(comment)
    if pinned != (row.pinned_at is not None):
        change.update(
            row, pinned_at=at if pinned else None, pinned_by_id=by.person_id if pinned else None
        )
        _concerns(change, row.subject_kind, _thing(row))
    return row


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update().get(pk=comment.pk)


def _thing(row: Comment) -> Any:
    return subject_row(SYSTEM, row.subject_kind, row.subject_id)


def _must_be_own(row: Comment, by: Actor) -> None:
    require(by, WRITE)
    if row.created_by_id != by.person_id:
        raise Forbidden(_("Only whoever wrote it may change it."))


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Invalid(FieldError("text", "required", _("Write something first.")))
    if len(text) > LONGEST:
        words = _("At most %(most)s characters.") % {"most": f"{LONGEST:,}"}
        raise Invalid(FieldError("text", "too_long", words))
    return text


def _named(text: str, by: Actor) -> list[UUID]:
    """Whom the text names."""
    found = mentions(text, mentionable())
    return list(dict.fromkeys(person for one in found for person in one.people))


def _texts(people: list[UUID]) -> list[str]:
    return [str(one) for one in people]


def _concerns(change: Change, kind: str, subject: Any) -> None:
    change.about(subject, *SUBJECTS[kind].about(subject))


def _tell(row: Comment, subject: Any, named: list[UUID], by: Actor, at: datetime) -> None:
    """A line for whoever is named, if they may read what it is about."""
    from ..queries.comments import may_read

    people = may_read(named, row.subject_kind, row.subject_id)
    if not people:
        return
    title = SUBJECTS[row.subject_kind].title(subject)
    writer = next((one.name for one in mentionable() if one.id == by.person_id), "Senro")
    notify(
        "kernel.comment.mentioned",
        to=people,
        subject=row,
        once=str(row.pk),
        params={"who": writer, "title": title},
        by=by,
        at=at,
    )
