"""Notes and files beside accounts, cases, tasks and meetings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from ninja import Router

from senro.kernel.access import require
from senro.kernel.actions import (
    attach_file,
    change_audience,
    delete_comment,
    edit_comment,
    pin_comment,
    remove_file,
    write_comment,
)
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.models import Comment, File
from senro.kernel.queries import bytes_of, comment_for, file_for, own_comments, visible_comments
from senro.kernel.queries.files import own_files, visible_files
from senro.kernel.rules.filenames import neutral_name
from senro.kernel.subjects import subject_row

from ..bodies import Body, read
from ..ids import uuid_of
from ..requests import ApiRequest
from ..routes import reads, writes
from ..shapes import Shape
from ..short_lists import lists
from ..versions import unchanged

router = Router(tags=["Notes and files"])
WRITE = "comment.write"
MOST = 500


class CommentShape(Shape):
    """A note: who wrote what beside which thing."""

    id: str
    subject: str
    text: str
    by: str | None
    created_at: str
    edited_at: str | None
    pinned: bool
    mentions: list[str]
    version: int


class Comments(Shape):
    """Notes, oldest first."""

    items: list[CommentShape]
    next_cursor: str | None = None


class CommentIn(Body):
    """A new note; `@name` or `@mail` in it tells a colleague."""

    subject: str
    text: str


class CommentChange(Body):
    """What changes of a note."""

    text: str | None = None
    pinned: bool | None = None


class FileShape(Shape):
    """A file: its bytes are at `/files/{id}/content`."""

    id: str
    subject: str
    name: str
    size: int
    content_type: str
    internal: bool
    by: str | None
    created_at: str
    version: int


class Files(Shape):
    """Files, oldest first."""

    items: list[FileShape]
    next_cursor: str | None = None


class FileChange(Body):
    """Whom a file is for: `internal` true keeps it in the team, false means it for the customer."""

    internal: bool


@lists(router, "/comments", Comments, query=("subject",))
def list_comments(request: ApiRequest) -> dict[str, Any]:
    """The notes beside a thing: `subject=case:{id}`; without a subject, one's own."""
    actor = request.actor
    if not request.GET.get("subject"):
        return {"items": [comment_dict(row) for row in own_comments(actor)[:MOST]]}
    kind, key = _subject(request, request.GET["subject"])
    rows = visible_comments(actor, kind, key).order_by("created_at", "pk")
    return {"items": [comment_dict(row) for row in rows[:MOST]]}


@writes(router, "POST", "/comments", CommentShape, takes=CommentIn, created=True)
def add_comment(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Write a note. Whoever is mentioned and may see the thing is told once."""
    actor, at = request.actor, request.at
    require(actor, WRITE)
    body = read(request, CommentIn)
    kind, key = _subject(request, body.subject)
    row = subject_row(actor, kind, key)
    return comment_dict(write_comment(subject=row, text=body.text, by=actor, at=at)), 201


@reads(router, "/comments/{id}", CommentShape)
def get_comment(request: ApiRequest, id: str) -> dict[str, Any]:
    """One note."""
    return comment_dict(_comment(request, id))


@writes(router, "PATCH", "/comments/{id}", CommentShape, takes=CommentChange)
def change_comment(request: ApiRequest, id: str) -> dict[str, Any]:
    """Edit one's own words, or pin a note. What it said before stays in its facts."""
    actor, at = request.actor, request.at
    row = _comment(request, id)
    require(actor, WRITE)
    unchanged(request, row.version)
    body = read(request, CommentChange)
    if body.text is not None:
        row = edit_comment(comment=row, text=body.text, version=row.version, by=actor, at=at)
    if body.pinned is not None:
        row = pin_comment(comment=row, pinned=body.pinned, by=actor, at=at)
    return comment_dict(row)


@writes(router, "DELETE", "/comments/{id}", CommentShape)
def remove_comment(request: ApiRequest, id: str) -> dict[str, Any]:
    """Delete one's own note; undoing the fact brings it back."""
    actor, at = request.actor, request.at
    row = _comment(request, id)
    require(actor, WRITE)
    return comment_dict(delete_comment(comment=row, by=actor, at=at))


@lists(router, "/files", Files, query=("subject",))
def list_files(request: ApiRequest) -> dict[str, Any]:
    """The files beside a thing: `subject=case:{id}`; without a subject, one's own."""
    actor = request.actor
    if not request.GET.get("subject"):
        return {"items": [file_dict(row) for row in own_files(actor)[:MOST]]}
    kind, key = _subject(request, request.GET["subject"])
    rows = visible_files(actor, kind, key).order_by("created_at", "pk")
    return {"items": [file_dict(row) for row in rows[:MOST]]}


@writes(router, "POST", "/files", FileShape, created=True)
def add_file(request: ApiRequest) -> tuple[dict[str, Any], int]:
    """Attach a file, sent as `multipart/form-data`: `file`, `subject` (`case:{id}`), `audience`.

    `audience` is `internal` (the default: for the team only) or `customer` (meant for the customer).
    A file of `casecriterion:{id}` is evidence: whoever sees the criterion sees it.
    """
    actor, at = request.actor, request.at
    require(actor, WRITE)
    upload = request.FILES.get("file")
    audience = request.POST.get("audience", "internal")
    wrong = []
    if upload is None:
        wrong.append(FieldError("file", "required", _("Send the file as multipart/form-data.")))
    if audience not in ("internal", "customer"):
        wrong.append(FieldError("audience", "unknown_value", _("Write internal or customer.")))
    if not request.POST.get("subject"):
        wrong.append(FieldError("subject", "required", _("This field is required.")))
    if wrong or upload is None:
        raise Invalid(*wrong)
    kind, key = _subject(request, request.POST["subject"])
    row = attach_file(
        subject=subject_row(actor, kind, key),
        stream=upload,
        name=upload.name or "",
        internal=audience == "internal",
        by=actor,
        at=at,
    )
    return file_dict(row), 201


@reads(router, "/files/{id}", FileShape)
def get_file(request: ApiRequest, id: str) -> dict[str, Any]:
    """What is known of a file."""
    return file_dict(_file(request, id))


@writes(router, "PATCH", "/files/{id}", FileShape, takes=FileChange)
def change_file(request: ApiRequest, id: str) -> dict[str, Any]:
    """Keep a file in the team, or mean it for the customer."""
    actor, at = request.actor, request.at
    row = _file(request, id)
    require(actor, WRITE)
    unchanged(request, row.version)
    internal = read(request, FileChange).internal
    return file_dict(change_audience(file=row, internal=internal, by=actor, at=at))


@writes(router, "DELETE", "/files/{id}", FileShape)
def delete_file(request: ApiRequest, id: str) -> dict[str, Any]:
    """Remove a file; undoing the fact brings it back."""
    actor, at = request.actor, request.at
    row = _file(request, id)
    require(actor, WRITE)
    return file_dict(remove_file(file=row, by=actor, at=at))


@reads(router, "/files/{id}/content", FileShape)
def get_file_content(request: ApiRequest, id: str) -> HttpResponse:
    """The bytes of a file, not JSON, as a download under a name that runs nothing."""
    row = _file(request, id)
    try:
        content = bytes_of(row).read_bytes()
    except FileNotFoundError as error:
        raise Missing() from error
    response = HttpResponse(content, content_type="application/octet-stream")
    said = content_disposition_header(True, neutral_name(row.name))
    response.headers["Content-Disposition"] = said or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def comment_dict(row: Comment) -> dict[str, Any]:
    """A note in the public shape."""
    return {
        "id": str(row.pk),
        "subject": f"{row.subject_kind}:{row.subject_id}",
        "text": row.note,
        "by": str(row.created_by_id) if row.created_by_id else None,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "pinned": row.pinned_at is not None,
        "mentions": list(row.mentions),
        "version": row.version,
    }


def file_dict(row: File) -> dict[str, Any]:
    """A file in the public shape."""
    return {
        "id": str(row.pk),
        "subject": f"{row.subject_kind}:{row.subject_id}",
        "name": row.name,
        "size": row.size,
        "content_type": row.content_type,
        "internal": row.internal,
        "by": str(row.created_by_id) if row.created_by_id else None,
        "created_at": row.created_at,
        "version": row.version,
    }


def _comment(request: ApiRequest, id: str) -> Comment:
    found = comment_for(request.actor, uuid_of(id))
    if found is None:
        raise Missing()
    return found


def _file(request: ApiRequest, id: str) -> File:
    found = file_for(request.actor, uuid_of(id))
    if found is None:
        raise Missing()
    return found


def _subject(request: ApiRequest, text: str) -> tuple[str, UUID]:
    """`case:{id}`, of something this key may see. Raises Invalid or Missing."""
    kind, _colon, key = text.partition(":")
    try:
        found = UUID(key)
    except ValueError as error:
        words = _("Write kind:id, such as case:01936f5e-…")
        raise Invalid(FieldError("subject", "invalid_value", words)) from error
    subject_row(request.actor, kind, found)
    return kind, found
