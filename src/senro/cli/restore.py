"""`senro restore`: a backup takes the place of an empty data folder, or of what is there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from .base import (
    Command,
    Refused,
    answer,
    choose_folder,
    data_folder,
    database_file,
    option,
    set_up,
    tell,
)
from .base import (
    gettext as _,
)
from .snapshot import DATABASES, KEY, load_postgres, read_manifest, unpack


@click.command(cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--replace", is_flag=True, help="Replace what is there; on SQLite it is kept aside.")
def command(file: Path, replace: bool) -> None:
    """Put back a backup. Stop `senro serve` first."""
    choose_folder()
    home = data_folder()
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise Refused(_("This is not a backup of Senro.")) from error
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive, tempfile.TemporaryDirectory(dir=home, prefix="restore-") as name:
        manifest = read_manifest(archive)
        _must_fit(manifest, replace)
        unpack(archive, manifest, Path(name))
        if manifest["engine"] == "sqlite":
            _take_sqlite(Path(name), home)
        else:
            _take_postgres(Path(name), home, replace)
    _settle(file)
    tell(_("Restored. Start it with `senro serve`."))
    answer({"file": str(file), "made_at": manifest["made_at"]}, lambda: None)


def _must_fit(manifest: dict[str, Any], replace: bool) -> None:
    here = "postgresql" if os.environ.get("SENRO_DATABASE_URL") else "sqlite"
    if manifest["engine"] != here:
        message = _("The backup is of %(there)s and this installation is on %(here)s.")
        raise Refused(message % {"there": manifest["engine"], "here": here})
    if here == "sqlite" and database_file().exists() and not replace:
        message = _("%(folder)s is not empty. --replace puts what is there aside.")
        raise Refused(message % {"folder": data_folder()})


def _take_sqlite(unpacked: Path, home: Path) -> None:
    with closing(sqlite3.connect(unpacked / DATABASES["sqlite"])) as database:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused(_("The backup is damaged: %(name)s") % {"name": DATABASES["sqlite"]})
    if database_file().exists():
        _put_aside(home)
    _take_files(unpacked, home)
    _take_lake(unpacked, home)
    # The database comes last: an interrupted restore leaves no half installation.
    (unpacked / DATABASES["sqlite"]).replace(database_file())


def _put_aside(home: Path) -> None:
    aside = Path(tempfile.mkdtemp(prefix="before-restore-", dir=home))
    name = database_file().name
    for part in (name, f"{name}-wal", f"{name}-shm", "files", "lake", KEY):
        if (home / part).exists():
            (home / part).replace(aside / part)
    tell(_("What was there is now in %(folder)s.") % {"folder": aside})


def _take_files(unpacked: Path, home: Path) -> None:
    for path in (unpacked / "files").glob("??/*"):
        target = home / "files" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    if (unpacked / KEY).exists():
        (unpacked / KEY).replace(home / KEY)
        (home / KEY).chmod(0o600)


def _take_lake(unpacked: Path, home: Path) -> None:
    """The event table as a whole: files of two tables must not mix."""
    if not (unpacked / "lake").exists():
        return
    if (home / "lake").exists():
        aside = Path(tempfile.mkdtemp(prefix="before-restore-", dir=home))
        (home / "lake").replace(aside / "lake")
    (unpacked / "lake").replace(home / "lake")


def _take_postgres(unpacked: Path, home: Path, replace: bool) -> None:
    _take_files(unpacked, home)
    set_up(must_exist=False)
    from django.db import connection

    if connection.introspection.table_names():
        if not replace:
            raise Refused(_("The database is not empty. --replace empties it first."))
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    connection.close()
    load_postgres(unpacked / DATABASES["postgresql"])
    _take_lake(unpacked, home)


def _settle(file: Path) -> None:
    """Bring the restored database to this release, and leave a fact."""
    set_up(must_exist=False)
    from senro.kernel import clock
    from senro.kernel.access import SYSTEM
    from senro.kernel.actions import note_restore
    from senro.kernel.restoring import settle
    from senro.kernel.tables import make_tables

    settle()
    make_tables()
    note_restore(name=file.name, by=SYSTEM, at=clock.now())
