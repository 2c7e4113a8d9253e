"""What verbs about imports keep beside their fact."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from senro.kernel.file_store import put_bytes
from senro.kernel.models import File
from senro.kernel.verbs import Change

from ..models import Import


def note(row: Import, **values: Any) -> Import:
    """Set what no fact tells: it quotes the file."""
    Import.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def keep_file(change: Change, stream: IO[bytes], name: str, row: Import) -> File:
    """The bytes, and their row as part of this very change."""
    sha256, size = put_bytes(stream)
    plain = Path(name.replace("\\", "/")).name[-255:] or "file"
    file = File(
        name=plain,
        size=size,
        content_type="application/octet-stream",
        sha256=sha256,
        subject_kind="import",
        subject_id=row.pk,
    )
    change.create(file)
    return file
