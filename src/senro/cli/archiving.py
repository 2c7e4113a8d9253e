"""`senro export --to X.zip` and `senro import archive X.zip`: everything, out and in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from .base import (
    Refused,
    acting,
    answer,
    choose_folder,
    data_folder,
    database_file,
    set_up,
    state_of_run,
    tell,
)
from .base import gettext as _
from .snapshot import KEY
from .terminal import progress_bar

ARRIVING = ".arriving-"


def write(file: Path) -> None:
    """`senro export --to X.zip`."""
    set_up()
    from senro.exchange.archive import write_archive
    from senro.kernel import clock

    if not file.absolute().parent.is_dir():
        raise Refused(_("%(folder)s is no folder.") % {"folder": file.absolute().parent})
    with progress_bar(file.name) as progress:
        manifest = write_archive(file, by=acting(clock.now()), progress=progress)
    for digest in manifest["files_missing"]:
        tell(_("The bytes of %(name)s are missing or cut.") % {"name": digest})
    counts = _counts(manifest)
    size = file.stat().st_size
    document = {"file": str(file.absolute()), "bytes": size, "counts": counts}
    answer(document, lambda: _say(file, size, counts))


def take_in(file: Path) -> None:
    """`senro import archive X.zip`: in place of `senro init`."""
    choose_folder()
    home = data_folder()
    if not file.is_file():
        raise Refused(_("%(file)s is not there.") % {"file": file})
    on_postgres = bool(os.environ.get("SENRO_DATABASE_URL"))
    if not on_postgres:
        _must_be_free(home)
    with _arriving(home) as folder:
        if not on_postgres:
            # Made beside and moved in whole, so that a killed import leaves no half installation.
            state_of_run().data_dir = str(folder)
        manifest = _load(file, folder, home if on_postgres else None)
        if not on_postgres:
            _move_in(folder, home)
    counts = _counts(manifest)
    tell(_("Everything is here. Passwords are not: set one with `senro user password MAIL`."))
    document = {"data_dir": str(home), "counts": counts}
    answer(document, lambda: click.echo(_table(counts)))


def _must_be_free(home: Path) -> None:
    if database_file().exists() or any((home / "files").glob("??/*")):
        message = _("%(folder)s is not empty. An archive goes into an empty data folder.")
        raise Refused(message % {"folder": home})


@contextmanager
def _arriving(home: Path) -> Iterator[Path]:
    """A folder inside the data folder; what an earlier, killed import left there goes first."""
    new = not home.exists()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in home.glob(f"{ARRIVING}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=ARRIVING, dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if new and not any(home.iterdir()):
            home.rmdir()


def _load(file: Path, folder: Path, files_home: Path | None) -> dict[str, Any]:
    # Only the settings of Django read the environment, which is right from here on.
    set_up(must_exist=False)
    from django.db import connections

    from senro.exchange.archive import load_archive, opened
    from senro.kernel.tables import make_tables

    try:
        with opened(file) as archive, progress_bar(file.name) as progress:
            archive.prove(folder / "files")
            load_archive(
                archive,
                make_tables=make_tables,
                before_commit=lambda: _take_files(folder, files_home) if files_home else None,
                progress=progress,
            )
            return archive.manifest
    finally:
        connections.close_all()


def _take_files(folder: Path, home: Path) -> None:
    for path in (folder / "files").glob("??/*"):
        target = home / "files" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(target)


def _move_in(folder: Path, home: Path) -> None:
    _take_files(folder, home)
    if not (home / KEY).exists() and (folder / KEY).exists():
        (folder / KEY).replace(home / KEY)
    # The database comes last: without it the folder is empty.
    name = database_file().name
    (folder / name).replace(home / name)


def _counts(manifest: dict[str, Any]) -> dict[str, int]:
    return {name: one["rows"] for name, one in manifest["tables"].items() if one["rows"]}


def _table(counts: dict[str, int]) -> str:
    return "\n".join(f"{count:>11,}  {name}" for name, count in counts.items())


def _say(file: Path, size: int, counts: dict[str, int]) -> None:
    click.echo(_table(counts))
    tell(_("%(file)s, %(mb).1f MB") % {"file": file, "mb": size / 1024**2})
