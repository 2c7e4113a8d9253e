"""Bytes of files, under their SHA-256 in the data folder. Written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import FieldError, Invalid

PIECE = 1024 * 1024
MOST_BYTES = 300 * 1024 * 1024


class TooLarge(Invalid):
    """More bytes than may be stored (413)."""

    code = "too_large"


def folder() -> Path:
    """Where stored files lie."""
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of this digest lie."""
    return folder() / sha256[:2] / sha256


def put_bytes(stream: IO[bytes] | Iterable[bytes], *, most: int = MOST_BYTES) -> tuple[str, int]:
    """(SHA-256, size). The bytes are on the disk before this returns. Raises TooLarge."""
    home = folder()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix="new-", dir=home)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(stream, target, most)
        _move(Path(name), path_of(sha256))
    finally:
        Path(name).unlink(missing_ok=True)
    return sha256, size


def _copy(stream: IO[bytes] | Iterable[bytes], target: IO[bytes], most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(stream):
        size += len(piece)
        if size > most:
            words = _("The file is larger than %(most)s MB.") % {"most": most // 1024 // 1024}
            raise TooLarge(FieldError("file", "too_large", words))
        digest.update(piece)
        target.write(piece)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _pieces(stream: IO[bytes] | Iterable[bytes]) -> Iterator[bytes]:
    if hasattr(stream, "read"):
        while piece := stream.read(PIECE):
            yield piece
    else:
        yield from stream


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.replace(target)
    # The rename itself survives a power cut only when its folder has been written too.
    for place in (target.parent, target.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_bytes(sha256: str) -> None:
    """Forget bytes that no row refers to any more."""
    path_of(sha256).unlink(missing_ok=True)


def left_behind(known: Iterable[str], *, before: datetime) -> list[Path]:
    """Bytes that no row refers to: an upload was refused or rolled back after they were written."""
    known = set(known)
    return [
        path
        for path in folder().glob("*")
        if path.is_file() and path.stat().st_mtime < before.timestamp()
    ] + [
        path
        for path in folder().glob("??/*")
        if path.name not in known and path.stat().st_mtime < before.timestamp()
    ]
