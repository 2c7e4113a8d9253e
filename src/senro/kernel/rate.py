"""How often a key may ask: a bucket that refills, counted in each web process.

With N web processes a client can reach up to N times the limit; what the limit guards against, one
script in a loop, holds one connection and meets one process at a time often enough.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

PER_MINUTE = 1200
MOST_KEYS = 10_000


@dataclass
class _Bucket:
    left: float
    seen: datetime


class RateLimit:
    """At most `per_minute` a minute for each key, in bursts of at most as many."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self.per_minute = per_minute
        self._buckets: dict[Hashable, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, at: datetime) -> int:
        """0 when the request may pass, else after how many seconds (machine time) to try again."""
        per_second = self.per_minute / 60
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                self._make_room(at)
                bucket = self._buckets[key] = _Bucket(float(self.per_minute), at)
            passed = max((at - bucket.seen).total_seconds(), 0.0)
            bucket.left = min(bucket.left + passed * per_second, float(self.per_minute))
            bucket.seen = max(at, bucket.seen)
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return max(math.ceil((1 - bucket.left) / per_second), 1)

    def _make_room(self, at: datetime) -> None:
        if len(self._buckets) < MOST_KEYS:
            return
        full_again = [
            key for key, one in self._buckets.items() if (at - one.seen).total_seconds() > 60
        ]
        for key in full_again:
            del self._buckets[key]
