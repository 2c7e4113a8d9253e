"""Learning, attendance, invitations, settings and registrations of the sample company. Pure, seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from .accounts import TODAY
from .behaviour import Use
from .moments import local

Row = dict[str, Any]
COURSES = ("基本操作", "帳票の作り方", "申請の流れ", "集計と分析", "管理者設定")
# On weekends, so that the sums of a working day stand.
SATURDAY = TODAY - timedelta(days=6)
SEMINAR = date(2026, 11, 1)
ADMIN = "admin"


def lessons_of(use: Use, rng: random.Random) -> Iterator[Row]:
    """Lessons on Saturdays; those who master them answer 90 and more of 100."""
    for number in range(use.lessons):
        day = SATURDAY - timedelta(weeks=number * 3 % 11)
        if day < use.since or day > use.until:
            continue
        score = rng.randint(91, 99) if use.masters else rng.randint(55, 97)
        course = COURSES[number % len(COURSES)]
        told = {"topic": course, "score": score}
        user = f"{number % use.users + 1:06d}"
        yield _event("lesson_completed", day, 600 + number, user, told)
    if use.attended:
        told = {"topic": use.attended}
        yield _event("seminar_attended", SEMINAR, 840, "000001", told)
    for number in range(use.ignored):
        day = SATURDAY - timedelta(weeks=number + 1)
        told = {"topic": COURSES[number % len(COURSES)]}
        yield _event("invitation_ignored", day, 900, "000001", told)


def settings_of(use: Use) -> Iterator[Row]:
    """What the customer's admin changed by themselves."""
    for number in range(use.changes):
        day = SATURDAY - timedelta(weeks=number)
        told = {"role": ADMIN, "what": "帳票テンプレート" if number % 2 else "利用者の権限"}
        yield _event("setting_changed", day, 660 + number, "000001", told)


def registrations_of(use: Use) -> Iterator[Row]:
    """A cram school's pupils, entered on Sundays."""
    if not use.pupils:
        return
    weeks = 34
    for number in range(weeks):
        day = TODAY - timedelta(days=5, weeks=weeks - 1 - number)
        count = use.pupils + (0 if use.flat else number * use.pupils // 20)
        for nth in range(count if use.flat or day >= use.since else 0):
            yield _event("pupil_enrolled", day, 540 + nth, "000001", {})
        if not use.flat and number % 5 == 0 and day >= use.since:
            yield _event("proposal_made", day, 900, "000001", {})


def _event(event: str, day: date, minute: int, user: str, properties: dict[str, Any]) -> Row:
    at = local(day, 0) + timedelta(minutes=minute)
    return {"event": event, "at": at.isoformat(), "end_user": user, "properties": properties}
