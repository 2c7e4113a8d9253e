"""Opens an archive and proves it: every member that the manifest names, whole, and nothing else.

Names are compared with those that we would have written, and never used as paths.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from senro.kernel.errors import SenroError

from .cells import from_csv, from_json
from .packing import FORMAT, MANIFEST, PIECE, known_migrations
from .tables import ArchiveTable

MOST_MANIFEST = 64 * 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")
FILE = re.compile(r"(?:tables/[a-z_]+\.[a-z_0-9]+\.csv|(?:method|facts)/[a-z-]+\.jsonl)")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)
# A cell of an archive is as long as what we wrote; the limit of strangers' files stays theirs.
LONGEST_CELL = 2**31 - 1


class ArchiveRefused(SenroError):
    """The archive is refused whole: nothing of it was taken."""

    code = "archive_refused"

    def __init__(self, message: Any) -> None:
        super().__init__()
        self.message = message


def not_one() -> ArchiveRefused:
    """A file of another kind."""
    return ArchiveRefused(_("This is not an archive of Senro."))


def damaged(name: str) -> ArchiveRefused:
    """A member is not what the manifest says."""
    return ArchiveRefused(_("The archive is damaged: %(name)s") % {"name": name})


def newer() -> ArchiveRefused:
    """It holds what this release does not know."""
    return ArchiveRefused(_("This archive was made by a newer Senro. Bring this one up to date."))


@dataclass
class Archive:
    """An open archive whose manifest was read; `prove` reads all of it."""

    zip: zipfile.ZipFile
    manifest: dict[str, Any]

    @property
    def tables(self) -> dict[str, Any]:
        """What the manifest says of each table."""
        tables: dict[str, Any] = self.manifest["tables"]
        return tables

    def prove(self, files_to: Path | None = None) -> None:
        """Compare every member with the manifest, and put the stored files into this folder."""
        wanted = {MANIFEST: None} | {one["file"]: one for one in self.tables.values()}
        wanted |= {_stored(digest): digest for digest in self.manifest["files"]}
        there = self.zip.namelist()
        for name in {*there} ^ {*wanted}:
            raise damaged(name)
        if len(there) != len(wanted):
            raise damaged(MANIFEST)
        for one in self.tables.values():
            self._prove(one["file"], one["sha256"], one["bytes"], None)
        for digest, one in self.manifest["files"].items():
            target = files_to / digest[:2] / digest if files_to else None
            self._prove(_stored(digest), digest, one["bytes"], target)

    def _prove(self, name: str, sha256: str, size: int, target: Path | None) -> None:
        digest, left = hashlib.sha256(), size
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with self.zip.open(name) as member, (target or Path("/dev/null")).open("wb") as copy:
                while piece := member.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise damaged(name)
                    digest.update(piece)
                    copy.write(piece)
        except BROKEN as error:
            raise damaged(name) from error
        if left or digest.hexdigest() != sha256:
            raise damaged(name)

    def rows(self, table: ArchiveTable) -> Iterator[dict[str, Any]]:
        """The rows of a table as values by attribute name."""
        told = self.tables[table.name]
        fields = {field.attname: field for field in table.fields}
        if not set(told["columns"]) <= fields.keys():
            raise newer()
        read = _lines if told["file"].endswith(".jsonl") else _csv
        number = 0
        try:
            with self.zip.open(told["file"]) as member:
                for row in read(member, told["columns"], fields):
                    number += 1
                    yield row
        except (*BROKEN, ValueError, TypeError, csv.Error) as error:
            raise damaged(told["file"]) from error
        if number != told["rows"]:
            raise damaged(told["file"])


def _csv(member: Any, columns: list[str], fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    records = csv.reader(io.TextIOWrapper(member, encoding="utf-8", newline=""), strict=True)
    if next(records, None) != columns:
        raise ValueError("header")
    cells = [from_csv(fields[name]) for name in columns]
    while True:
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            record = next(records, None)
        finally:
            csv.field_size_limit(before)
        if record is None:
            return
        values = [cell(text) for cell, text in zip(cells, record, strict=True)]
        yield dict(zip(columns, values, strict=True))


def _lines(member: Any, columns: list[str], fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cells = {name: cell for name in columns if (cell := from_json(fields[name])) is not None}
    names = set(columns)
    for line in member:
        row: dict[str, Any] = msgspec.json.decode(line)
        if row.keys() != names:
            raise ValueError("columns")
        for name, cell in cells.items():
            row[name] = cell(row[name])
        yield row


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive in this file. Raises ArchiveRefused when it is none, cut off, or too new."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError) as error:
        raise not_one() from error
    with archive:
        yield Archive(archive, _manifest(archive))


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        with archive.open(MANIFEST) as member:
            manifest = json.loads(member.read(MOST_MANIFEST))
    except (*BROKEN, ValueError) as error:
        raise not_one() from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise not_one()
    if manifest["format"] > FORMAT:
        raise newer()
    try:
        _must_be_sound(manifest)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise damaged(MANIFEST) from error
    if not set(manifest["migrations"]) <= set(known_migrations()):
        raise newer()
    return manifest


def _must_be_sound(manifest: dict[str, Any]) -> None:
    """Raises for a manifest that no release has written."""
    tables, files = manifest["tables"].values(), manifest["files"].items()
    sound = (
        *(FILE.fullmatch(one["file"]) and DIGEST.fullmatch(one["sha256"]) for one in tables),
        *(type(one["rows"]) is int and type(one["bytes"]) is int for one in tables),
        *(type(name) is str for one in tables for name in one["columns"]),
        *(DIGEST.fullmatch(digest) and type(one["bytes"]) is int for digest, one in files),
        *(type(name) is str for name in manifest["migrations"]),
    )
    if not all(sound):
        raise ValueError


def _stored(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"
