"""Storing files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access import require
from ..file_store import MOST_BYTES, put_bytes
from ..models import File, kind_of
from ..rules.access import Actor
from ..verbs import Change, verb


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
        name=_plain_name(name),
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


def _plain_name(name: str) -> str:
    """The last part of a path of any system, without control characters."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    return kept.strip()[-255:] or "file"
