"""Jobs, reactions and schedules for workers that tests run, and kill, in their own processes."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_team
from senro.kernel.jobs import job

AT = datetime(2026, 11, 20, tzinfo=UTC)


def starts() -> Path:
    """One line for each time that work began."""
    return Path(os.environ["SENRO_DATA_DIR"]) / "starts"


def begin() -> int:
    """Note a start and say which it is."""
    with starts().open("a") as file:
        file.write("x")
    return len(starts().read_text())


@job()
def make_team(key: str) -> str:
    """Its effect is there once however often it runs; the first time it never comes back."""
    with transaction.atomic():
        team = create_team(key=key, name=key, by=SYSTEM, at=AT)
        if begin() == 1:
            time.sleep(600)
    return str(team.pk)


@job()
def kill_the_worker() -> None:
    """What no worker survives."""
    begin()
    os.kill(os.getpid(), 9)


@job()
def fail() -> None:
    """An ordinary error."""
    raise ValueError("計算できません")
