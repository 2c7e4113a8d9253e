"""Readers of facts and transactions that are still open, on PostgreSQL."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from senro.kernel.access import SYSTEM
from senro.kernel.actions import create_team
from senro.kernel.fact_reader import advance, read_facts

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def team(key: str) -> None:
    create_team(key=key, name=key, by=SYSTEM, at=AT)


class Open:
    """A transaction in a second session, with steps that the test triggers."""

    def __init__(self, *steps) -> None:
        self.steps, self.go, self.gone = steps, threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with transaction.atomic():
            for step in self.steps:
                self.go.acquire()
                step()
                self.gone.release()
            self.go.acquire()
        connection.close()
        self.gone.release()

    def step(self) -> None:
        """The next step, or the commit."""
        self.go.release()
        assert self.gone.acquire(timeout=20)


@contextmanager
def opened(*steps):
    other = Open(*steps)
    other.thread.start()
    yield other
    other.thread.join(timeout=20)


def keys(name: str = "reader") -> list[str]:
    facts = read_facts(name)
    if facts:
        advance(name, facts[-1])
    return [fact.after["key"] for fact in facts]


def test_a_fact_that_is_committed_late_is_not_passed_over():
    with opened(lambda: team("slow")) as slow:
        slow.step()
        team("quick")
        assert keys() == [], "read past a transaction that is still open"
        slow.step()
    assert keys() == ["slow", "quick"]


def test_numbers_that_cross_the_order_of_transactions_lose_nothing():
    """A begins first, B writes its fact first: A's number is higher, its transaction older."""
    write_something = lambda: connection.cursor().execute(  # noqa: E731
        "INSERT INTO kernel_cursor (name, xid, seq) VALUES ('x', 0, 0)"
    )
    with opened(write_something, lambda: team("a")) as a:
        a.step()
        with opened(lambda: team("b")) as b:
            b.step()
            a.step()
            a.step()
            assert keys() == ["a"]
            b.step()
    assert keys() == ["b"]


def test_a_transaction_that_only_reads_holds_nobody_up():
    with opened(lambda: connection.cursor().execute("SELECT 1")) as reader:
        reader.step()
        team("now")
        assert keys() == ["now"]
        reader.step()
