"""What happens because something happened: run by the worker, behind the verb that caused it.

A domain writes, in its `reactions`:

    @reaction("onboarding.case.opened")
    def welcome(*, fact: Fact, at: datetime) -> None:
        start_sequence(case=…, by=SYSTEM, at=at)

Each reaction has its own cursor over the facts and runs once for each, in a transaction with it;
after a crash it runs again, so it must be idempotent, and what reaches outside (mail, HTTP) goes
into a job. What it does carries the fact as its cause. One that fails is put aside, tried again
later and later, and shown by `senro doctor`; the others go on. A reaction that is new in a release
starts with what happens from then on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exc

from django.db import transaction
from django.db.models import QuerySet

from .fact_reader import advance, end_of_facts, place_of, read_facts, start_at_the_end
from .models import Cursor, Fact, FailedReaction
from .verbs import caused_by

logger = logging.getLogger("senro.reactions")
Function = Callable[..., None]
AT_ONCE = 50
GIVE_UP_AFTER = 12
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Reaction:
    """A registered reaction: its name is that of its function, and of its cursor."""

    name: str
    verbs: frozenset[str]
    function: Function

    @property
    def cursor(self) -> str:
        """The name of its cursor."""
        return f"reaction:{self.name}"


REACTIONS: dict[str, Reaction] = {}


def reaction(*verbs: str) -> Callable[[Function], Function]:
    """Register a function to run for each fact of these verbs."""

    def register(function: Function) -> Function:
        module = function.__module__.removeprefix("senro.").replace(".reactions", "")
        name = f"{module}.{function.__name__}"
        if name in REACTIONS:
            raise RuntimeError(f"the reaction {name} is registered twice")
        REACTIONS[name] = Reaction(name, frozenset(verbs), function)
        return function

    return register


def make_cursors() -> None:
    """New reactions begin at the end of what has happened (after each migrate)."""
    for found in REACTIONS.values():
        start_at_the_end(found.cursor)


def run_reactions(*, at: datetime, machine: datetime, batches: int = 1) -> int:
    """Run every reaction on what it has not seen, at most so many batches. How many facts were met."""
    met = 0
    for _number in range(batches):
        found = sum(_run(one, at, machine) for one in list(REACTIONS.values()))
        if not found:
            break
        met += found
    return met


def _run(found: Reaction, at: datetime, machine: datetime) -> int:
    if place_of(found.cursor) >= end_of_facts():
        return 0
    with transaction.atomic():
        # Another worker that holds the cursor is running this reaction already.
        locked = Cursor.objects.select_for_update(skip_locked=True).filter(name=found.cursor)
        if not locked.exists():
            if not Cursor.objects.filter(name=found.cursor).exists():
                start_at_the_end(found.cursor)
            return 0
        # The end is asked first: every fact up to it is visible to the question that follows.
        end = end_of_facts()
        facts = read_facts(found.cursor, AT_ONCE, verbs=found.verbs)
        for fact in facts:
            _react(found, fact, at, machine)
        advance(found.cursor, facts[-1] if len(facts) == AT_ONCE else _later(facts, end))
    return len(facts)


def _later(facts: list[Fact], end: tuple[int, int]) -> tuple[int, int]:
    # A fact may have settled between the two questions.
    return max([end, *((fact.xid, fact.seq) for fact in facts)])


def _react(found: Reaction, fact: Fact, at: datetime, machine: datetime) -> None:
    try:
        with transaction.atomic(), caused_by(fact.id):
            found.function(fact=fact, at=at)
    except Exception:
        logger.exception("reaction %s failed on fact %s", found.name, fact.id)
        FailedReaction.objects.get_or_create(
            name=found.name,
            fact_seq=fact.seq,
            defaults={"run_after": machine + _wait(1), "error": format_exc()[-8000:]},
        )


def retry_failed(*, at: datetime, machine: datetime) -> int:
    """Try again what failed and is due. How many were tried."""
    due = FailedReaction.objects.filter(run_after__lte=machine).order_by("run_after")
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_retry(key, at, machine) for key in keys)


def _retry(key: int, at: datetime, machine: datetime) -> int:
    with transaction.atomic():
        rows = FailedReaction.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=key, run_after__lte=machine).first()
        if row is None:
            return 0
        known, fact = REACTIONS.get(row.name), Fact.objects.filter(seq=row.fact_seq).first()
        if known is None or fact is None:
            row.delete()  # the release that knew it is gone
            return 0
        try:
            with transaction.atomic(), caused_by(fact.id):
                known.function(fact=fact, at=at)
        except Exception:
            logger.exception("reaction %s failed again on fact %s", known.name, fact.id)
            row.attempts += 1
            given_up = row.attempts >= GIVE_UP_AFTER
            row.run_after = None if given_up else machine + _wait(row.attempts)
            row.error = format_exc()[-8000:]
            row.save()
        else:
            row.delete()
    return 1


def _wait(attempts: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(attempts, 12) // 2), LONGEST_WAIT)


def failed_reactions() -> QuerySet[FailedReaction]:
    """What is put aside, for people to see."""
    return FailedReaction.objects.order_by("name", "fact_seq")


def try_again_now(machine: datetime) -> int:
    """Make everything that was put aside due, also what was given up."""
    return FailedReaction.objects.update(run_after=machine)
