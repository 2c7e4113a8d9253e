"""Stored files and their bytes."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from ..file_store import path_of
from ..models import File
from ..rules.access import Actor


def visible_files(actor: Actor, subject_kind: str, subject_id: UUID) -> QuerySet[File]:
    """Files of a subject that the actor may see anyway; internal ones stay inside the team."""
    files = File.objects.living().filter(subject_kind=subject_kind, subject_id=subject_id)
    return files if actor.sees_notes else files.filter(internal=False)


def bytes_of(file: File) -> Path:
    """Where the bytes lie."""
    return path_of(file.sha256)
