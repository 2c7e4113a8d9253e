"""`senro backup`: everything in one file, while Senro goes on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from .base import Command, answer, data_folder, set_up, tell
from .base import gettext as _
from .snapshot import DATABASES, KEY, Writer, dump_postgres, dump_sqlite, stored_files


@click.command(cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write everything into one FILE: records, stored files, the secret key. It holds everything
    a thief would want, so keep it safe.
    """
    set_up()
    file = file.absolute()
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            manifest = _write(target)
            target.flush()
            os.fsync(target.fileno())
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    size = file.stat().st_size
    tell(_("%(file)s, %(mb).1f MB") % {"file": file, "mb": size / 1024**2})
    answer({"file": str(file), "bytes": size, **manifest}, lambda: None)


def _write(target: Any) -> dict[str, Any]:
    from django.db import connection

    from senro.kernel import clock

    manifest = {
        "engine": connection.vendor,
        "made_at": clock.machine_now().isoformat(),
        "migrations": _migrations(),
    }
    writer = Writer(target)
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix="backup-") as folder:
        snapshot = Path(folder) / DATABASES[connection.vendor]
        dump = dump_postgres if connection.vendor == "postgresql" else dump_sqlite
        dump(snapshot)
        writer.add(snapshot.name, snapshot)
    # Files after the database: what a row of the snapshot names was stored before it.
    for name, path in stored_files(data_folder()):
        writer.add(name, path)
    writer.add(KEY, data_folder() / KEY)
    writer.close(manifest)
    return manifest


def _migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )
