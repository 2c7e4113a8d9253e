"""Stored files and their bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from ..file_store import path_of
from ..models import File
from ..rules.access import Actor
from ..subjects import sees


def visible_files(actor: Actor, subject_kind: str, subject_id: UUID) -> QuerySet[File]:
    """Files of a subject that the actor may see anyway; internal ones stay inside the team."""
    files = File.objects.living().filter(subject_kind=subject_kind, subject_id=subject_id)
    return files if actor.sees_notes else files.filter(internal=False)


def file_for(actor: Actor, file_id: UUID) -> File | None:
    """One file that hangs on something the actor may see, if it is not kept from them."""
    row = File.objects.living().select_related("created_by").filter(pk=file_id).first()
    if row is None or row.subject_id is None or (row.internal and not actor.sees_notes):
        return None
    return row if sees(actor, row.subject_kind, row.subject_id) else None


def living_files(ids: Iterable[str]) -> dict[str, File]:
    """Files by id, of those that were not removed; for rows whose owner was asked already."""
    wanted = list(ids)
    rows = File.objects.living().filter(pk__in=wanted) if wanted else ()
    return {str(row.pk): row for row in rows}


def bytes_of(file: File) -> Path:
    """Where the bytes lie."""
    return path_of(file.sha256)


def own_files(actor: Actor) -> QuerySet[File]:
    """What the actor attached anywhere, newest first."""
    rows = File.objects.living().filter(created_by_id__in=[actor.person_id])
    return rows.exclude(subject_id=None).order_by("-created_at", "-pk")


def is_picture(file_id: str) -> bool:
    """Whether a file of this id is there and a browser shows it."""
    return File.objects.living().filter(pk=file_id, content_type__startswith="image/").exists()
