"""The method over ten thousand running cases: what a draft would mean for them, and publishing it."""

from __future__ import annotations

import copy
import csv
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.floor import Figure, Statement, recorded, run_raw
from senro.exchange.importing import import_file
from senro.kernel import clock
from senro.kernel.access import Actor
from senro.kernel.actions import publish, save_draft
from senro.onboarding.models import Case
from senro.onboarding.queries.impact import method_impact
from senro.programs.queries import phase_set

PHASES = ("P1", "P2", "P3", "P4", "P5")


def figures(actor: Actor) -> list[Figure]:
    """A preview in which every gate differs, and the publication of that draft."""
    draft = _draft(actor)
    running = Case.objects.living().count()
    return [_preview(draft, running, actor), _publication(running, actor)]


def take_over(first: int, last: int, actor: Actor, *, ago: int = 5) -> None:
    """Running cases from a file, one for each account from `first` to before `last`.

    They began `ago` days before today, or up to 79 days more.
    """
    today = clock.now().date()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["account", "contract", "started", "phase"])
            for n in range(first, last):
                writer.writerow(
                    [f"B-{n:06d}", f"K-{n:06d}", _started(today, n, ago), PHASES[n % 5]]
                )
        import_file(kind="cases", path=path, by=actor, at=clock.now())


def _started(today: date, n: int, ago: int) -> date:
    return today - timedelta(days=ago + n % 80)


def _draft(actor: Actor) -> object:
    """Every gate asks for one thing more."""
    at = clock.now()
    body = copy.deepcopy(phase_set(at)[0].body)
    for phase in body["phases"][:-1]:
        phase["gate"].append(
            {"code": "spoken", "rule": "days_since_inbound_contact < 14", "title": "連絡"}
        )
    return save_draft(kind="phase_set", code="standard", body=body, by=actor, at=at)


def _preview(draft: object, running: int, actor: Actor) -> Figure:
    statements: list[Statement] = []
    with recorded(statements):
        found = method_impact(actor, draft, at=clock.now())  # type: ignore[arg-type]
    start = time.perf_counter()
    method_impact(actor, draft, at=clock.now())  # type: ignore[arg-type]
    taken = time.perf_counter() - start
    start = time.perf_counter()
    run_raw(statements)
    floor = time.perf_counter() - start
    note = f"by the clock; {found.running:,} of {running:,} cases compared (aim: 10 s)"
    name = f"preview of a method over {running:,} cases"
    return Figure(name, 1, taken * 1000, floor * 1000, len(statements), note)


def _publication(running: int, actor: Actor) -> Figure:
    statements: list[Statement] = []
    start = time.perf_counter()
    with recorded(statements):
        publish(kind="phase_set", code="standard", by=actor, at=clock.now())
    taken = time.perf_counter() - start
    reads = [one for one in statements if one[0].startswith("SELECT")]
    start = time.perf_counter()
    run_raw(reads)
    floor = max(time.perf_counter() - start, 1e-6)
    note = "the floor is its reads alone; no running case is touched"
    name = f"publish of a method over {running:,} cases"
    return Figure(name, 1, taken * 1000, floor * 1000, len(statements), note)
