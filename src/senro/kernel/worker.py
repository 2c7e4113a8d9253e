"""The worker: reactions to facts, schedules that are due, jobs. Any number may run at once."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from types import FrameType
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from . import clock
from .duties import run_duties
from .jobs import reap, run_one_job
from .reactions import retry_failed, run_reactions
from .schedules import run_due

logger = logging.getLogger("senro.worker")
# Of reactions, in one round: as many facts as are done within seconds.
BATCHES = 20
PAUSE = 1.0
PAUSE_AFTER_TROUBLE = 5.0
GRACE = 30.0


class Worker:
    """One worker process: `run` until it is told to stop, or until its parent is gone."""

    def __init__(self, *, parent: int | None = None) -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}"
        self.parent = parent
        self.stopping = threading.Event()

    def run(self, *, once: bool = False) -> int:
        """Work; with `once`, until nothing is due. How many things were done."""
        done = 0
        if self.parent is not None:
            threading.Thread(target=self._watch_parent, daemon=True).start()
        while not self.stopping.is_set():
            if not once:
                close_old_connections()
            try:
                found = self.work()
            except (OperationalError, InterfaceError):
                if once:
                    raise
                # A database that restarts, or a SQLite file that an import holds for long.
                logger.warning("the database did not answer; trying again", exc_info=True)
                connections.close_all()
                self.stopping.wait(PAUSE_AFTER_TROUBLE)
                continue
            done += found
            if once and not found:
                break
            if not found:
                self.stopping.wait(PAUSE)
        return done

    def work(self) -> int:
        """One round: something of everything that is due."""
        at, machine = clock.now(), clock.machine_now()
        reap(machine)
        # Several batches: what they ask the duties for is then done once for all of them.
        found = run_reactions(at=at, machine=machine, batches=BATCHES)
        found += retry_failed(at=at, machine=machine)
        found += run_duties(at=at, clock=clock.machine_now)
        found += run_due(at=at, clock=clock.machine_now)
        found += run_one_job(self.name, clock=clock.machine_now)
        return found

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish what is being done, then end; told twice, end now."""
        if self.stopping.is_set():
            os._exit(1)
        self.stopping.set()

    def _watch_parent(self) -> None:
        while os.getppid() == self.parent:
            if self.stopping.wait(PAUSE):
                return
        self.stopping.set()
        # Nobody is left to wait for a long job; its lease brings it back.
        threading.Event().wait(GRACE)
        os._exit(0)


def run_worker(*, once: bool = False, parent: int | None = None) -> int:
    """Run a worker in this process, ending gracefully on SIGTERM and SIGINT."""
    worker = Worker(parent=parent)
    if threading.current_thread() is threading.main_thread() and not once:
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
    return worker.run(once=once)
