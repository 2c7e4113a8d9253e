"""Rewriting what lies in the lake: small files into large ones, rows given an account, rows out.

One process at a time rewrites a table, and appends go on meanwhile: the library lets two that put the
same files together both commit, and every row of them would be there twice.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError
from django.conf import settings

from .schema import EVENTS, TABLES, LakeTable
from .tables import WRITING, flush, folder, opened

logger = logging.getLogger("senro.lake")
T = TypeVar("T")
ATTEMPTS = 6
# A day with more files than this is worth being written anew.
MOST_FILES = 8
READERS_NEED = timedelta(hours=1)


def _literal(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def compact(table: LakeTable) -> int:
    """Put the small files of a day together, and remove what was replaced an hour ago. Days done."""
    days = crowded(table)
    for day in days:
        _again(table, partial(_compact_day, day))
    if days:
        hours = int(READERS_NEED.total_seconds() // 3600)
        _again(table, lambda delta: delta.vacuum(hours, dry_run=False))
    return len(days)


def _compact_day(day: str, delta: DeltaTable) -> dict[str, Any]:
    return delta.optimize.compact(partition_filters=[("day", "=", day)], writer_properties=WRITING)


def crowded(table: LakeTable) -> list[str]:
    """Days that lie in many files."""
    counts = Counter(
        part.removeprefix("day=")
        for uri in opened(table).file_uris()
        for part in Path(uri).parts
        if part.startswith("day=")
    )
    return sorted(day for day, count in counts.items() if count > MOST_FILES)


def _delete(table: LakeTable, predicate: str) -> int:
    done: dict[str, Any] = _again(table, lambda delta: delta.delete(predicate))
    if done.get("num_removed_files"):
        sweep(table)
    return int(done.get("num_deleted_rows") or 0)


def remove(table: LakeTable, ids: pa.Table) -> int:
    """Take these rows out for good. How many.

    Named by their identity and handed over as a table: a predicate would stand in the log.
    """
    name = table.identity
    if not ids.num_rows:
        return 0

    def merge(delta: DeltaTable) -> dict[str, Any]:
        merger = delta.merge(
            ids,
            f"t.{name} = s.{name}",
            source_alias="s",
            target_alias="t",
            writer_properties=WRITING,
        )
        return merger.when_matched_delete().execute()

    done: dict[str, Any] = _again(table, merge)
    sweep(table)
    return int(done.get("num_target_rows_deleted") or 0)


def delete_before(day: date) -> None:
    """Retention: drop the days before this one."""
    for table in TABLES.values():
        _delete(table, f"day < {_literal(day)}")


def sweep(table: LakeTable) -> int:
    """Delete at once every file that the log says was replaced. How many.

    Not the library's own vacuum: with no time of grace it would also take files that another
    process has written and not yet committed.
    """
    place, living = folder(table), {Path(uri).name for uri in opened(table).file_uris()}
    gone = 0
    for path in _replaced(place):
        if path.name not in living and path.exists():
            path.unlink()
            gone += 1
    return gone


def _replaced(place: Path) -> Iterable[Path]:
    for log in sorted((place / "_delta_log").glob("*.json")):
        for line in log.read_text().splitlines():
            removed = json.loads(line).get("remove")
            if removed:
                yield place / unquote(removed["path"])


def give_account(pairs: pa.Table, since: date, until: date) -> int:
    """Rows get another account. `pairs`: group_id, user_id, anonymous_id and the account before
    ("" for none) say which, account and end_user what; all within these days. How many rows.
    """
    ids = ("group_id", "user_id", "anonymous_id")
    match = " AND ".join(f"coalesce(t.{name}, '') = s.{name}" for name in ids)
    days = f"t.day >= {_literal(since)} AND t.day <= {_literal(until)}"
    return _merged(
        pairs,
        f"{days} AND coalesce(t.account, '') = s.before AND {match}",
        {"account": "s.account", "end_user": "s.end_user"},
    )


def rename_users(pairs: pa.Table) -> int:
    """What was done under a previous id was done by the user. `pairs`: previous_id, user_id."""
    return _merged(pairs, "t.end_user = s.previous_id", {"end_user": "s.user_id"})


def _merged(pairs: pa.Table, predicate: str, updates: Mapping[str, str]) -> int:
    def merge(delta: DeltaTable) -> dict[str, Any]:
        merger = delta.merge(
            pairs, predicate, source_alias="s", target_alias="t", writer_properties=WRITING
        )
        return merger.when_matched_update(dict(updates)).execute()

    done: dict[str, Any] = _again(EVENTS, merge)
    return int(done.get("num_target_rows_updated") or 0)


def _again(table: LakeTable, rewrite: Callable[[DeltaTable], T]) -> T:
    with _alone(table):
        return _rewritten(table, rewrite)


@contextmanager
def _alone(table: LakeTable) -> Iterator[None]:
    """Nobody else rewrites the table. A process that is killed lets go of it by that."""
    place = Path(settings.LAKE_DIR)
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{table.name}.rewriting").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _rewritten(table: LakeTable, rewrite: Callable[[DeltaTable], T]) -> T:
    for attempt in range(ATTEMPTS):
        delta = opened(table)
        before = delta.version()
        try:
            done = rewrite(delta)
        except CommitFailedError:
            if attempt == ATTEMPTS - 1:
                raise
            logger.info("somebody wrote to %s meanwhile: once more", table.name)
        else:
            for version in range(before + 1, delta.version() + 1):
                flush(table, version)
            return done
    raise AssertionError
