"""The archive of 100,000 accounts, out and in, and a long import taken back, beside their floors.

    .venv/bin/python -m benchmarks.archive [ROWS]

Floor out: every row of the same tables by raw SQL through Python's own CSV writer into a ZIP of the
same level. Floor in: the same rows, already read, by raw INSERT into the same empty tables with the
same indexes. Each runs in a process of its own, on SQLite in a temporary folder.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.__main__ import HEAD, scaled

ROWS = 100_000


def main(rows: int) -> None:
    """Each step in a process of its own; one line a figure, as soon as it is known."""
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="senro-bench-") as name:
        _step("fill", Path(name), rows)
        for words, step, floor in (
            (f"archive of {rows:,} accounts and their facts, out", "out", "floor_out"),
            ("the same, in", "in", "floor_in"),
            (f"import of {rows:,} accounts, undone in pieces", "undo", ""),
        ):
            ms, busy, mb = _step(step, Path(name), rows)
            low = _step(floor, Path(name), rows)[0] if floor else 0.0
            beside = f"{low:,.0f} | {ms / low:.2f}" if low else "|"
            note = f"{busy / 1000:,.1f} s of CPU, {mb} MB of memory at most"
            line = f"| {words} | 1 | {ms:,.0f} | {beside} | | {note} |"
            print(line, flush=True)


def _step(step: str, folder: Path, rows: int) -> tuple[float, float, int]:
    place = folder / ("other" if step.endswith("in") else "here")
    environment = {
        **os.environ,
        "SENRO_DATA_DIR": str(place / step if step.endswith("in") else place),
        "DJANGO_SETTINGS_MODULE": "senro.config.settings",
    }
    environment.pop("SENRO_DATABASE_URL", None)
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.archive", step, str(folder), str(rows)],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    ms, busy, mb = run.stdout.split()[-3:]
    return float(ms), float(busy), int(mb)


def step(name: str, folder: Path, rows: int) -> None:
    """One step: milliseconds by the clock and of CPU, and megabytes, on standard output."""
    import django

    django.setup()
    from senro.kernel.tables import make_tables

    if name in {"fill", "in", "floor_in"}:
        make_tables()
    work: dict[str, Callable[[Path, int], float]] = {
        "fill": _fill, "out": _out, "floor_out": _floor_out, "in": _in, "floor_in": _floor_in,
        "undo": _undo,
    }  # fmt: skip
    before = time.process_time()
    seconds = work[name](folder, rows)
    busy = time.process_time() - before
    from benchmarks.floor import most_memory

    print(f"{seconds * 1000:.1f} {busy * 1000:.1f} {most_memory()}")


def _timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _fill(folder: Path, rows: int) -> float:
    from benchmarks import data
    from senro.exchange.actions import import_file
    from senro.kernel import clock
    from senro.kernel.access import SYSTEM
    from senro.kernel.actions import create_organization, create_person

    at = clock.now()
    create_organization(name="Bench", by=SYSTEM, at=at)
    fields = {"name": "担当", "email": data.mail(0), "roles": ["admin"]}
    create_person(fields=fields, by=SYSTEM, at=at)
    file = folder / "accounts.csv"
    data.write_accounts(file, rows, 1)
    return _timed(lambda: import_file(kind="accounts", path=file, by=SYSTEM, at=at))


def _out(folder: Path, rows: int) -> float:
    from senro.exchange.archive import write_archive
    from senro.kernel.access import SYSTEM

    return _timed(lambda: write_archive(folder / "a.zip", by=SYSTEM))


def _in(folder: Path, rows: int) -> float:
    from senro.exchange.archive import load_archive, opened

    def take() -> None:
        with opened(folder / "a.zip") as archive:
            archive.prove()
            load_archive(archive, make_tables=lambda: None)

    return _timed(take)


def _undo(folder: Path, rows: int) -> float:
    from senro.exchange.actions import undo_whole
    from senro.exchange.models import Import
    from senro.kernel import clock
    from senro.kernel.access import SYSTEM

    row = Import.objects.get()
    return _timed(lambda: undo_whole(import_row=row, by=SYSTEM, at=clock.now()))


def _tables(cursor: Any) -> list[str]:
    from senro.exchange.archive.tables import archive_tables

    return sorted(table.model._meta.db_table for table in archive_tables().values())


def _floor_out(folder: Path, rows: int) -> float:
    from django.db import connection

    def write() -> None:
        with (
            connection.cursor() as cursor,
            zipfile.ZipFile(folder / "f.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out,
        ):
            for table in _tables(cursor):
                cursor.execute(f"SELECT * FROM {table}")
                with (
                    out.open(table, "w", force_zip64=True) as member,
                    closing(io.TextIOWrapper(member, encoding="utf-8", newline="")) as text,
                ):
                    csv.writer(text).writerows(cursor)

    return _timed(write)


def _floor_in(folder: Path, rows: int) -> float:
    from django.db import connection, transaction

    seconds = 0.0
    with connection.cursor() as cursor:
        cursor.execute("ATTACH ? AS source", [str(folder / "here" / "senro.sqlite3")])
        with transaction.atomic():
            cursor.execute("PRAGMA defer_foreign_keys=ON")
            cursor.execute("DELETE FROM kernel_cursor")
            for table in _tables(cursor):
                cursor.execute(f"SELECT * FROM source.{table}")
                found = cursor.fetchall()
                if found:
                    marks = ", ".join(["%s"] * len(found[0]))
                    sql = f"INSERT INTO main.{table} VALUES ({marks})"
                    seconds += _timed(lambda: cursor.executemany(sql, found))  # noqa: B023
    return seconds


if __name__ == "__main__":
    if len(sys.argv) > 2:
        step(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else scaled(ROWS))
