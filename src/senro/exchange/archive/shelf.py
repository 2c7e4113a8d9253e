"""Archives that were asked for on a screen: made by the worker, kept for a day, for administrators."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from senro.kernel.access import require
from senro.kernel.jobs import job
from senro.kernel.models import uuid7
from senro.kernel.rules.access import SYSTEM, Actor

from .packing import write_archive

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Shelved:
    """An archive that is there, or that is still being made (`size` is None)."""

    id: str
    asked_at: datetime
    size: int | None


def shelf() -> Path:
    """Where they lie."""
    return Path(settings.DATA_DIR) / "archives"


def ask_for_archive(*, by: Actor) -> UUID:
    """Let the worker make an archive. It leaves no fact, as an archive made by command leaves none."""
    require(by, "settings.change")
    name = uuid7()
    shelf().mkdir(parents=True, exist_ok=True, mode=0o700)
    (shelf() / f"{name}.asked").touch()
    make_archive.enqueue(str(name))
    return name


@job()
def make_archive(name: str) -> None:
    """Write an archive that was asked for. Made twice it is the same file."""
    asked = shelf() / f"{UUID(name)}.asked"
    # Thrown away meanwhile.
    if asked.exists():
        write_archive(shelf() / f"{UUID(name)}.zip", by=SYSTEM)
        asked.unlink(missing_ok=True)


def shelved(*, by: Actor) -> list[Shelved]:
    """What was asked for, the newest first."""
    require(by, "settings.change")
    found = []
    for path in sorted(shelf().glob("*-*.*"), key=lambda one: one.stem, reverse=True):
        if path.name.startswith("."):
            continue
        told = path.stat()
        made = path.suffix == ".zip"
        if made or not path.with_suffix(".zip").exists():
            when = datetime.fromtimestamp(told.st_mtime, UTC)
            found.append(Shelved(path.stem, when, told.st_size if made else None))
    return found


def path_of_archive(name: str, *, by: Actor) -> Path | None:
    """The file of an archive that is there."""
    require(by, "settings.change")
    with suppress(ValueError):
        path = shelf() / f"{UUID(name)}.zip"
        return path if path.is_file() else None
    return None


def clear_shelf(*, before: datetime) -> None:
    """Throw away what is older."""
    for path in shelf().glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= before.timestamp():
                path.unlink()
