"""What the customers of the sample company do with the product, day by day. Pure and seeded.

Up to `SINGLE_FROM` a day of an account is a few sums (`senro import usage`); from then on, and on
weekends, everything is an event of its own: where a day has both, its events win.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from .accounts import TODAY
from .behaviour import Use
from .learning import lessons_of, registrations_of, settings_of
from .moments import local

Row = dict[str, Any]
HISTORY = 400
FIRST = TODAY - timedelta(days=HISTORY)
# Five weeks: the persons of the last 28 days are known today and a week ago.
SINGLE_FROM = TODAY - timedelta(days=35)
AROUND = 75
CLOSING = (25, 26, 27, 28, 29, 30, 31)


@dataclass(frozen=True)
class Day:
    """How much an account did on a day."""

    day: date
    events: int


def days_of(use: Use) -> Iterator[Day]:
    """The days on which something happened: those of the last 400, and those around the completion."""
    rng = random.Random(f"days {use.key}")
    yield from _weeks_around_completion(use, rng)
    day, last = max(FIRST, use.since), min(TODAY, use.until)
    while day <= last:
        count = _amount(use, day, rng)
        if count:
            yield Day(day, count)
        day += timedelta(days=1)


def _weeks_around_completion(use: Use, rng: random.Random) -> Iterator[Day]:
    """Of the years before, what is left is a sum a week, from shortly before the completion on."""
    if use.completed is None:
        return
    friday = use.completed - timedelta(days=60 + (use.completed.weekday() - 4) % 7)
    while friday < min(use.completed + timedelta(days=AROUND), FIRST):
        count = sum(_amount(use, friday - timedelta(days=back), rng) for back in range(5))
        if count and friday >= use.since:
            yield Day(friday, count)
        friday += timedelta(days=7)


def _amount(use: Use, day: date, rng: random.Random) -> int:
    noise = rng.uniform(0.85, 1.15)
    if use.daily:
        return round(use.events * use.level(day))
    if day.weekday() >= 5:
        return 0
    wanted = use.events * use.level(day) * noise
    if use.closing and day >= FIRST:
        wanted *= 3.2 if day.day in CLOSING else 0.15
    return int(wanted + rng.random())


def sum_rows(uses: list[Use]) -> Iterator[Row]:
    """The `usage` import: a sum a day and feature; the main feature daily, another each Wednesday."""
    for use in uses:
        for number, day in enumerate(days_of(use)):
            if day.day >= SINGLE_FROM or day.day.weekday() >= 5:
                continue
            second = use.broad and day.day.weekday() == 2
            part = day.events // 2 if second else 0
            users = max(1, min(use.users, (day.events + 1) // 2))
            yield _sum(use, day.day, use.features[0], users, day.events - part)
            if part:
                other = use.features[1 + number // 5 % (len(use.features) - 1)]
                yield _sum(use, day.day, other, max(1, users // 3), part)


def _sum(use: Use, day: date, feature: str, users: int, events: int) -> Row:
    return {
        "id": f"{use.key}/{day.isoformat()}/{feature}",
        "account": use.key,
        "date": day.isoformat(),
        "feature": feature,
        "users": users,
        "events": events,
    }


def sent_events(uses: list[Use]) -> Iterator[Row]:
    """What the product sends: who did what, heartbeats of devices, learning, settings."""
    for use in uses:
        rng = random.Random(f"events {use.key}")
        told = (
            _doings(use), _devices(use), lessons_of(use, rng), settings_of(use),
            registrations_of(use),
        )  # fmt: skip
        for number, event in enumerate(chain.from_iterable(told), 1):
            yield {"id": f"{use.key}/{number}", "account": use.key, **event}


def _doings(use: Use) -> Iterator[Row]:
    turn = 0
    for day in days_of(use):
        if day.day < SINGLE_FROM and day.day.weekday() < 5:
            continue
        for number in range(day.events - _beats(use, day.day)):
            turn += 1
            feature = use.features[0]
            if use.broad and number % 4 == 3:
                feature = use.features[1 + turn // 4 % (len(use.features) - 1)]
            yield {
                "event": feature,
                "at": _at(day.day, 480 + (turn * 37) % 600),
                "end_user": f"{turn % use.users + 1:06d}",
            }


def _devices(use: Use) -> Iterator[Row]:
    """Registered on the first day, and one heartbeat a day from each, as long as it sends."""
    for number in range(use.devices):
        name = f"{use.key}-V{number + 1:02d}"
        day = use.since + timedelta(days=(5 - use.since.weekday()) % 7)
        yield _from_device("device_registered", day, 600 + number, name)
    day = SINGLE_FROM
    while day <= TODAY:
        for number in range(_beats(use, day)):
            name = f"{use.key}-V{number + 1:02d}"
            yield _from_device("heartbeat", day, 420 + number, name)
        day += timedelta(days=1)


def _from_device(event: str, day: date, minute: int, device: str) -> Row:
    return {"event": event, "at": _at(day, minute), "device": device}


def _beats(use: Use, day: date) -> int:
    """How many devices were heard of on a day; some customers' devices fell silent."""
    if not use.devices or day < max(SINGLE_FROM, use.since) or day > use.until:
        return 0
    if use.silent_from and day >= use.silent_from:
        return 0
    return use.devices


@lru_cache(maxsize=5_000)
def _midnight(day: date) -> datetime:
    return local(day, 0)


def _at(day: date, minute: int) -> str:
    """An instant of the day; nothing is later than the company's now."""
    if day == TODAY:
        minute = 420 + minute % 360
    return (_midnight(day) + timedelta(minutes=minute)).isoformat()
