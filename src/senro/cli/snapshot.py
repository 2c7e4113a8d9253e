"""What is in a backup: one ZIP with the database's own snapshot, the stored files and a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from .base import Refused
from .base import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "senro.sqlite3", "postgresql": "senro.pgdump"}
KEY = "secret.key"
PIECE = 1024 * 1024


def dump_sqlite(target: Path) -> None:
    """SQLite's online backup: consistent while others write."""
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # A backup is one file; the log beside it would be left behind.
        copy.execute("PRAGMA journal_mode=DELETE")


def dump_postgres(target: Path) -> None:
    """pg_dump's custom format."""
    _run_postgres("pg_dump", ["--format=custom", "--no-owner", "--file", str(target)])


def load_postgres(source: Path) -> None:
    """pg_restore into an empty database."""
    _run_postgres("pg_restore", ["--no-owner", "--exit-on-error", "--single-transaction",
                                 "--dbname", _postgres()["NAME"], str(source)])  # fmt: skip


def _postgres() -> dict[str, Any]:
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    return database


def _run_postgres(tool: str, arguments: list[str]) -> None:
    found = shutil.which(tool)
    if found is None:
        message = _("%(tool)s is not on this machine; install PostgreSQL's client programs.")
        raise Refused(message % {"tool": tool})
    database = _postgres()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(database[name]) for variable, name in names.items() if database[name]}
    run = subprocess.run(  # noqa: S603 - the tool and its arguments are ours
        [found, *arguments],
        env={**os.environ, **given, "PGDATABASE": database["NAME"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        message = _("%(tool)s failed: %(why)s")
        raise Refused(message % {"tool": tool, "why": run.stderr.strip()})


def stored_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name in the archive, path) of every stored file, and of the event table."""
    for path in sorted((folder / "files").glob("??/*")):
        yield f"files/{path.parent.name}/{path.name}", path
    # Events after the database too: what is in its inbox still and in the table already, the next
    # drain finds there under its own batch.
    from senro import lake

    for name, path in lake.files():
        yield f"lake/{name}", path


class Writer:
    """Writes a ZIP while noting size and SHA-256 of each member."""

    def __init__(self, target: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """One file. One that is erased meanwhile is left out."""
        digest, size = hashlib.sha256(), 0
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source, self.zip.open(name, "w", force_zip64=True) as member:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}

    def close(self, manifest: dict[str, Any]) -> None:
        """The manifest comes last: an archive without one was cut off."""
        document = {"format": FORMAT, **manifest, "members": self.members}
        self.zip.writestr(MANIFEST, json.dumps(document, ensure_ascii=False, indent=1))
        self.zip.close()


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest of a backup. Raises Refused when this is none that can be read."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Refused(_("This is not a backup of Senro.")) from error
    if manifest.get("format") != FORMAT:
        raise Refused(_("This backup was made by a newer Senro."))
    return manifest


def unpack(archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path) -> None:
    """Every member named in the manifest, checked. Raises Refused for a damaged one."""
    for name, known in manifest["members"].items():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise Refused(_("This is not a backup of Senro."))
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with archive.open(name) as source, target.open("wb") as copy:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    copy.write(piece)
                copy.flush()
                os.fsync(copy.fileno())
        except (KeyError, zipfile.BadZipFile, EOFError) as error:
            raise Refused(_("The backup is damaged: %(name)s") % {"name": name}) from error
        if digest.hexdigest() != known["sha256"]:
            raise Refused(_("The backup is damaged: %(name)s") % {"name": name})
