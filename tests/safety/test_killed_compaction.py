"""Rewriting the event table: killed at any moment, or by two at once, it has the same rows, once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
DAYS, FILES = 2, 9
COMPACT = """
import sys
from django.conf import settings
settings.configure(LAKE_DIR=sys.argv[1])
from senro import lake
lake.opened(lake.EVENTS)
print("ready", flush=True)
sys.stdin.readline()
print(lake.compact(lake.EVENTS))
"""


class Table:
    """A table of many small files, and those who put them together."""

    def __init__(self, folder: Path, settings: Any) -> None:
        settings.LAKE_DIR = folder / "lake"
        self.folder = settings.LAKE_DIR
        self.added: list[str] = []

    def crowd(self) -> None:
        """Each day lies in more files than it may."""
        from datetime import date

        from tests.lake.test_the_door import add, row

        for _file in range(FILES):
            rows = []
            for day in range(DAYS):
                self.added.append(f"e{len(self.added):06}")
                rows.append(row(self.added[-1], day=date(2026, 11, 20 + day)))
            add(*rows)

    def compactor(self) -> subprocess.Popen[str]:
        """A process that is ready, and begins when it is told to."""
        process = subprocess.Popen(
            [sys.executable, "-c", COMPACT, str(self.folder)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def go(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()

    def is_whole(self) -> None:
        """Every row that was added, once."""
        from senro import lake

        found = lake.fetch(lake.events().select("event_id"))["event_id"].to_pylist()
        assert sorted(found) == self.added


def torture(folder: Path, settings: Any, kills: int, seed: int) -> None:
    """A killed compaction loses nothing, and the next one brings it to its end."""
    from senro import lake

    dice, table = random.Random(seed), Table(folder, settings)
    for _kill in range(kills):
        table.crowd()
        process = table.compactor()
        table.go(process)
        time.sleep(dice.uniform(0, 0.25))
        process.kill()
        process.wait()
        table.is_whole()
        lake.compact(lake.EVENTS)
        assert lake.crowded(lake.EVENTS) == []
        table.is_whole()


def test_a_killed_compaction_loses_no_row_and_is_done_by_the_next(tmp_path, settings):
    torture(tmp_path, settings, kills=3, seed=7)


@pytest.mark.soak
def test_fifty_killed_compactions_lose_no_row(tmp_path, settings):
    torture(tmp_path, settings, kills=50, seed=11)


def test_two_that_compact_at_once_leave_every_row_once(tmp_path, settings):
    from senro import lake

    table = Table(tmp_path, settings)
    table.crowd()
    both = [table.compactor(), table.compactor()]
    for process in both:
        table.go(process)
    for process in both:
        _told, wrong = process.communicate(timeout=60)
        assert process.returncode == 0, wrong[-2000:]
    assert lake.crowded(lake.EVENTS) == []
    table.is_whole()
