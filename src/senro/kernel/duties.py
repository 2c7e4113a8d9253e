"""What the worker looks after in every round, as soon as there is something: events in the inbox.

A domain registers a function in its `registry`:

    @duty
    def drain_inbox(*, at: datetime, clock: Callable[[], datetime]) -> int: ...

It gets business time as `at` and the machine's clock, answers how much it did (0: nothing there,
found out with one cheap read), and takes care itself that two workers do not get in each other's
way. One that fails is left alone for a while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

logger = logging.getLogger("senro.duties")
Duty = Callable[..., int]
DUTIES: dict[str, Duty] = {}
LONGEST_WAIT = timedelta(minutes=10)
_failed: dict[str, tuple[int, datetime]] = {}


def duty(function: Duty) -> Duty:
    """Run the function in every round of the worker."""
    name = f"{function.__module__}.{function.__name__}"
    if name in DUTIES:
        raise RuntimeError(f"the duty {name} is registered twice")
    DUTIES[name] = function
    return function


def run_duties(*, at: datetime, clock: Callable[[], datetime]) -> int:
    """Do what there is. How much was done."""
    return sum(_run(name, at, clock) for name in DUTIES)


def _run(name: str, at: datetime, clock: Callable[[], datetime]) -> int:
    failures, until = _failed.get(name, (0, clock()))
    if failures and until > clock():
        return 0
    try:
        done = DUTIES[name](at=at, clock=clock)
    except (OperationalError, InterfaceError):
        # The database is away: the worker itself waits for it.
        raise
    except Exception:
        logger.exception("duty %s failed", name)
        wait = min(timedelta(seconds=2 ** min(failures, 10)), LONGEST_WAIT)
        _failed[name] = (failures + 1, clock() + wait)
        return 0
    _failed.pop(name, None)
    return done
