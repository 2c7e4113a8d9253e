"""One worker at a time. A lease that ran out is another's: what is done under it must bear that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from senro.kernel.leases import LEASE, renewed
from senro.kernel.models import uuid7

from .models import WorkLease


@contextmanager
def held(name: str, clock: Callable[[], datetime]) -> Iterator[bool]:
    """Whether this process is the one; if so, until the block ends."""
    mine, me = WorkLease.objects.filter(name=name), uuid7()
    now = clock()
    WorkLease.objects.get_or_create(name=name, defaults={"until": now, "holder": me})
    if not mine.filter(until__lte=now).update(until=now + LEASE, holder=me):
        yield False
        return
    ours = mine.filter(holder=me)
    try:
        with renewed(lambda: ours.update(until=clock() + LEASE)):
            yield True
    finally:
        ours.update(until=clock())
