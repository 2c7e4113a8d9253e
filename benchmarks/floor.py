"""Floors: the SQL that something ran, run again raw; the template it rendered, from constants."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.template import Context
from django.test.signals import template_rendered
from django.test.utils import setup_test_environment, teardown_test_environment

from benchmarks.browser import Browser
from senro.kernel import rows_writer

COPY = "COPY "
Statement = tuple[str, Any, bool]


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one thing (median), its floor, and how many queries it made."""

    name: str
    runs: int
    p50: float
    floor: float
    queries: int
    note: str = ""
    p95: float = 0.0

    def wide_row(self) -> str:
        """One line of the table that also tells p95, where there is more than one run."""
        p95 = f"{self.p95:,.1f}" if self.p95 else ""
        return (
            f"| {self.name} | {self.runs} | {self.p50:,.1f} | {p95} | {self.floor:,.1f}"
            f" | {self.p50 / self.floor:.2f} | {self.queries} | {self.note} |"
        )

    def row(self) -> str:
        """One line of the table."""
        return (
            f"| {self.name} | {self.runs} | {self.p50:,.1f} | {self.floor:,.1f}"
            f" | {self.p50 / self.floor:.2f} | {self.queries} | {self.note} |"
        )


def most_memory() -> int:
    """Megabytes this process had at most. `ru_maxrss` would start at what its parent ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 // 1024


@contextmanager
def recorded(statements: list[Statement]) -> Iterator[None]:
    """Keep every statement that runs inside, streams of PostgreSQL included."""

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append((sql, list(params) if many else params, many))
        return execute(sql, params, many, context)

    def keep_copy(sql: str, text: str) -> None:
        statements.append((sql, text, False))
        stream(sql, text)

    stream = rows_writer.copy_in
    rows_writer.copy_in = keep_copy
    try:
        with connection.execute_wrapper(keep):
            yield
    finally:
        rows_writer.copy_in = stream


def run_raw(statements: list[Statement]) -> None:
    """Run statements again without anything around them."""
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            if sql.startswith(COPY):
                rows_writer.copy_in(sql, params)
            elif many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()


def cpu(work: Callable[[], Any], runs: int) -> float:
    """Median CPU milliseconds of this process; everything is warm."""
    return median(cpu_each(work, runs))


def cpu_each(work: Callable[[], Any], runs: int) -> list[float]:
    """CPU milliseconds of each run, the quickest first."""
    for _ in range(3):
        work()
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return sorted(taken)


def page(browser: Browser, name: str, address: str, runs: int = 20, note: str = "") -> Figure:
    """A page from WSGI's door to its last byte, against its own SQL and template."""
    browser.get(address)
    statements: list[Statement] = []
    with recorded(statements):
        browser.get(address)
    template, values = _rendered(browser, address)
    reads = [one for one in statements if one[0].startswith(("SELECT", "WITH"))]

    def floor() -> None:
        run_raw(reads)
        template.render(Context(values))

    taken = cpu_each(lambda: browser.get(address), runs)
    p95 = taken[ceil(0.95 * runs) - 1]
    return Figure(name, runs, median(taken), cpu(floor, runs), len(statements), note, p95)


def _rendered(browser: Browser, address: str) -> tuple[Any, dict[str, Any]]:
    """The page's template with its constants. Nothing watches templates while they are timed."""
    found: list[tuple[Any, dict[str, Any]]] = []

    def keep(sender: Any, template: Any, context: Any, **_: Any) -> None:
        if not found:
            found.append((template, context.flatten()))

    setup_test_environment()
    template_rendered.connect(keep)
    try:
        browser.get(address)
    finally:
        template_rendered.disconnect(keep)
        teardown_test_environment()
    return found[0]
