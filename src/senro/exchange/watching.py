"""A folder that is watched: each file of events that lies there whole is taken in once.

What is done is moved to `done/` beside its refused rows, what cannot be read to `failed/` beside the
reason. Killed at any point the file lies where it lay: its run goes on, and events that came in
already count once. The worker takes so many pieces of a long file in one round, and goes on in the next.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from senro.kernel.models import uuid7
from senro.kernel.rules.access import Actor
from senro.usage.leasing import held

from .actions.imports import fail_import
from .actions.taking import begin_taking
from .arriving import taking_in
from .engine.run import Progress, no_progress
from .engine.source import CannotImport, Options
from .models import Import

DONE, FAILED = "done", "failed"
# Sub-folders by kind; in the folder itself lie events.
KINDS = {"": "events", "usage": "usage"}
# Names under which programs write what is not whole yet.
UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp")
# Pieces of 10,000 rows in one round of the worker.
PIECES = 3
# A file that has not changed for so long is whole, in seconds.
SETTLED = 10


@dataclass(frozen=True)
class Taken:
    """What became of a file."""

    path: Path
    row: Import
    # False: it was taken in before and only moved.
    new: bool = True


def look_into(
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    clock: Callable[[], datetime],
    settled: float = SETTLED,
    kinds: Mapping[str, str] = KINDS,
    tell: Callable[[Taken], None] = lambda taken: None,
    progress: Progress = no_progress,
    most: int | None = None,
) -> int:
    """Take in every whole file of the folder, one process at a time. How many there were.

    With `most`, so many pieces at most: a long file is gone on with by the next look of this process.
    """
    found = 0
    for gone in [path for path in _begun if not path.exists()]:
        _begun.pop(gone).close()
    waiting = [
        (path, kind)
        for name, kind in kinds.items()
        for path in whole_files(folder / name, clock(), settled)
    ]
    if not waiting:
        return 0
    with held("watch", clock) as alone:
        for path, kind in waiting if alone else ():
            # Another process may have taken it while this one waited.
            if not path.exists():
                continue
            going = _begun.pop(path, None) or _take(path, kind, by, at, progress)
            taken = _gone_on(going, most)
            found += 1
            if taken is None:
                _begun[path] = going
                break
            tell(taken)
    return found


# Files of which this process has taken the first pieces.
_begun: dict[Path, Generator[int, None, Taken]] = {}


def _gone_on(going: Generator[int, None, Taken], most: int | None) -> Taken | None:
    """Take pieces until it is done, which is told, or `most` of them."""
    pieces = 0
    while most is None or pieces < most:
        try:
            next(going)
        except StopIteration as end:
            taken: Taken = end.value
            return taken
        pieces += 1
    return None


def give_up(folder: Path, *, by: Actor, at: datetime) -> None:
    """Runs whose file was taken away before they were through."""
    rows = Import.objects.living().filter(state="running", options__has_key="watched")
    for row in rows:
        place = Path(row.options["watched"]["folder"])
        if place.is_relative_to(folder) and not (place / row.file_name).exists():
            fail_import(import_row=row, why=_("The file is no longer there."), by=by, at=at)


def unusable(folder: Path) -> bool:
    """Files cannot be found or moved there."""
    return not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK))


def whole_files(folder: Path, machine: datetime, settled: float) -> Iterator[Path]:
    """Files that nobody is writing, the oldest first."""
    if not folder.is_dir():
        return
    waiting = []
    for path in folder.iterdir():
        if path.name.startswith(".") or path.suffix.lower() in UNFINISHED:
            continue
        if path.is_symlink() or not path.is_file():
            continue
        told = path.stat()
        # Of a clock ahead of ours too: that far away, nobody is writing now.
        if abs(machine.timestamp() - told.st_mtime) >= settled:
            waiting.append((told.st_mtime_ns, path))
    yield from (path for _time, path in sorted(waiting))


def _take(
    path: Path, kind: str, by: Actor, at: datetime, progress: Progress
) -> Generator[int, None, Taken]:
    before = _stamp(path)
    origin = {"watched": {"folder": str(path.parent), "digest": _digest(path), "mtime": before[1]}}
    known = _known(kind, origin["watched"])
    if known is not None and known.state != "running":
        _move(path, DONE if known.state == "taken" else FAILED)
        return Taken(path, known, new=False)
    row = known or begin_taking(kind=kind, file_name=path.name, origin=origin, by=by, at=at)
    try:
        result = yield from taking_in(row, path, Options(), by=by, at=at, progress=progress)
    except CannotImport as error:
        row = fail_import(import_row=row, why=str(error.message), by=by, at=at)
        if _stamp(path) == before:
            _move(path, FAILED, why=str(error.message))
        return Taken(path, row)
    row.refresh_from_db()
    refused = Path(result.rejects_file) if result.rejects_file else None
    # Somebody went on writing after all: it lies there for the next look.
    if _stamp(path) == before:
        _move(path, DONE, refused=refused)
    elif refused:
        refused.unlink(missing_ok=True)
    return Taken(path, row)


def _known(kind: str, mark: dict[str, Any]) -> Import | None:
    """The run that took this file, or was taking it. What it refused is tried again with a new file."""
    rows = Import.objects.living().filter(kind=kind, options__watched__digest=mark["digest"])
    for row in rows.order_by("-pk"):
        same = row.options["watched"]["mtime"] == mark["mtime"]
        if row.state == "running" or (row.state == "taken" and (same or not row.refused)):
            return row
        if row.state == "failed" and same:
            return row
    return None


def _move(path: Path, name: str, *, refused: Path | None = None, why: str = "") -> None:
    folder = path.parent / name
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}-{uuid7().hex[-8:]}{path.suffix}"
    path.replace(target)
    if refused is not None:
        shutil.move(refused, folder / f"{target.name}.rejects{refused.suffix}")
    if why:
        (folder / f"{target.name}.why.txt").write_text(f"{why}\n", "utf-8")


def _stamp(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except FileNotFoundError:
        return (-1, -1)
    return told.st_size, told.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
