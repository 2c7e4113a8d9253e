"""Storing files, and what becomes of those beside a thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import IO, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..errors import FieldError, Forbidden, Invalid
from ..file_store import MOST_BYTES, path_of, put_bytes
from ..models import File, kind_of
from ..rules.access import LEADERS, SYSTEM, Actor
from ..rules.filenames import picture_type, plain_name
from ..subjects import SUBJECTS, subject_row
from ..verbs import Change, verb

ATTACH = "comment.write"
MOST_ATTACHED = 30 * 1024 * 1024


@verb("kernel.file.stored", _("File stored"))
def store_file(
    change: Change,
    *,
    stream: IO[bytes] | Iterable[bytes],
    name: str,
    by: Actor,
    at: datetime,
    content_type: str = "application/octet-stream",
    subject: models.Model | None = None,
    internal: bool = True,
    most_bytes: int = MOST_BYTES,
) -> File:
    """Keep a file: its bytes once for each content, a row for each time. Raises TooLarge."""
    require(by, "own.change")
    sha256, size = put_bytes(stream, most=most_bytes)
    row = File(
        name=plain_name(name),
        size=size,
        content_type=content_type[:100],
        sha256=sha256,
        subject_kind=kind_of(subject) if subject else "",
        subject_id=subject.pk if subject else None,
        internal=internal,
    )
    change.create(row)
    change.about(subject)
    return row


@verb("kernel.file.attached", _("File attached"))
def attach_file(
    change: Change,
    *,
    subject: models.Model,
    stream: IO[bytes] | Iterable[bytes],
    name: str,
    by: Actor,
    at: datetime,
    internal: bool = True,
) -> File:
    """Put a file beside a thing: for the team only, or meant for the customer. Raises TooLarge.

    The same bytes under the same name are there once. What it is, is read from its bytes.
    """
    require(by, ATTACH)
    sha256, size = put_bytes(stream, most=MOST_ATTACHED)
    if size == 0:
        raise Invalid(FieldError("file", "empty", _("The file is empty.")))
    kind, name = kind_of(subject), plain_name(name)
    same = File.objects.living().filter(
        subject_kind=kind, subject_id=subject.pk, sha256=sha256, name=name
    )
    found = same.first()
    if found is not None:
        return found
    with path_of(sha256).open("rb") as stored:
        seen = picture_type(stored.read(16))
    row = File(
        name=name,
        size=size,
        content_type=seen or "application/octet-stream",
        sha256=sha256,
        subject_kind=kind,
        subject_id=subject.pk,
        internal=internal and not _open_to_all(kind),
    )
    change.create(row)
    _concerns(change, row, subject)
    return row


@verb("kernel.file.audience_changed", _("File's audience changed"))
def change_audience(change: Change, *, file: File, internal: bool, by: Actor, at: datetime) -> File:
    """Say whether a file stays inside the team or is meant for the customer."""
    require(by, ATTACH)
    row = _locked(file)
    internal = internal and not _open_to_all(row.subject_kind)
    if row.internal != internal:
        change.update(row, internal=internal)
        _concerns(change, row)
    return row


@verb("kernel.file.removed", _("File removed"))
def remove_file(change: Change, *, file: File, by: Actor, at: datetime) -> File:
    """Take one's own file away (leaders: anybody's). It can be undone."""
    require(by, ATTACH)
    row = _locked(file)
    if row.created_by_id != by.person_id and not by.has(*LEADERS):
        raise Forbidden(_("Only whoever attached it may remove it."))
    if row.undone_at is None:
        change.remove(row)
        _concerns(change, row)
    return row


def _open_to_all(kind: str) -> bool:
    """Whether whoever sees the thing sees its files."""
    return kind in SUBJECTS and SUBJECTS[kind].open_files


def _locked(file: File) -> File:
    return File.objects.select_for_update().get(pk=file.pk)


def _concerns(change: Change, row: File, subject: Any = None) -> None:
    if row.subject_id is None:
        return
    thing = subject or subject_row(SYSTEM, row.subject_kind, row.subject_id)
    change.about(*chain([thing], SUBJECTS[row.subject_kind].about(thing)))
