"""A lease that is renewed while work goes on: whoever was killed loses it, and another takes over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection

logger = logging.getLogger("senro.jobs")
# Long enough for a writer that holds SQLite for a whole import.
LEASE = timedelta(seconds=90)


@contextmanager
def renewed(renew: Callable[[], object], every: float | None = None) -> Iterator[None]:
    """Call `renew` in a second thread, three times a lease, until the block ends."""
    done = threading.Event()
    pause = LEASE.total_seconds() / 3 if every is None else every

    def beat() -> None:
        while not done.wait(pause):
            try:
                renew()
            except DatabaseError as error:
                # The next beat comes before the lease is over.
                logger.warning("a lease could not be renewed this time: %s", error)
        connection.close()

    thread = threading.Thread(target=beat, name="senro-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=30)
