"""Floors: the SQL that something ran, run again raw; the template it rendered, from constants."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.template import Context
from django.test import Client
from django.test.signals import template_rendered

Statement = tuple[str, Any, bool]


@dataclass(frozen=True)
class Figure:
    """CPU milliseconds of one thing (median), its floor, and how many queries it made."""

    name: str
    runs: int
    p50: float
    floor: float
    queries: int
    note: str = ""

    def row(self) -> str:
        """One line of the table."""
        ratio = self.p50 / self.floor if self.floor else float("nan")
        return (
            f"{self.name:<44}{self.runs:>5}{self.p50:>10.1f}{self.floor:>10.1f}"
            f"{ratio:>8.2f}{self.queries:>9}  {self.note}"
        )


@contextmanager
def recorded(statements: list[Statement]):
    """Keep every statement that runs inside."""

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def run_raw(statements: list[Statement]) -> None:
    """Run statements again without anything around them."""
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()


def cpu(work: Callable[[], Any], runs: int) -> float:
    """Median CPU milliseconds of this process."""
    work()
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return median(taken)


def page(client: Client, name: str, address: str, runs: int = 20, note: str = "") -> Figure:
    """A page through the whole of Django, against its own SQL and template."""
    rendered: list[tuple[Any, Any]] = []

    def keep(sender: Any, template: Any, context: Any, **_: Any) -> None:
        if not rendered:
            rendered.append((template, context.flatten()))

    statements: list[Statement] = []
    template_rendered.connect(keep)
    with recorded(statements):
        response = client.get(address)
    template_rendered.disconnect(keep)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    template, values = rendered[0]
    reads = [s for s in statements if s[0].lstrip().upper().startswith(("SELECT", "WITH"))]

    def floor() -> None:
        run_raw(reads)
        template.render(Context(values))

    return Figure(
        name, runs, cpu(lambda: client.get(address), runs), cpu(floor, runs), len(statements), note
    )
