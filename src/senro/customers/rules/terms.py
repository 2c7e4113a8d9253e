"""A contract's MRR, seats and quota over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NEW, EXPANSION, CONTRACTION, SAME = "new", "expansion", "contraction", "same"


@dataclass(frozen=True)
class Step:
    """From this day on, the contract is worth this."""

    since: date
    mrr: int
    seats: int | None
    quota: int | None

    @property
    def worth(self) -> tuple[int, int | None, int | None]:
        """What is compared: everything but the day."""
        return self.mrr, self.seats, self.quota


@dataclass(frozen=True)
class Term:
    """A step with its end (exclusive) and how it moved the MRR."""

    since: date
    until: date | None
    mrr: int
    seats: int | None
    quota: int | None
    movement: str


def movement(before: int | None, after: int) -> str:
    """How an MRR moved against the term before; None: there was none."""
    if before is None:
        return NEW
    if after == before:
        return SAME
    return EXPANSION if after > before else CONTRACTION


def steps_after(
    steps: Iterable[Step], *, start: date, changed: Step | None, dated: bool
) -> list[Step]:
    """The steps once the contract starts on `start` and `changed` is agreed.

    A change with a day of its own (`dated`) is put between the others; one without replaces
    whatever had been agreed for later.
    """
    kept = _from_start(sorted(steps, key=lambda step: step.since), start)
    if changed is not None:
        since = max(changed.since, start) if kept else start
        kept = [step for step in kept if step.since < since or (dated and step.since > since)]
        kept.append(Step(since, changed.mrr, changed.seats, changed.quota))
        kept.sort(key=lambda step: step.since)
    return _without_repeats(kept)


def _from_start(steps: list[Step], start: date) -> list[Step]:
    if not steps:
        return []
    earlier = [step for step in steps if step.since <= start]
    first = earlier[-1] if earlier else steps[0]
    later = [step for step in steps if step.since > start and step is not first]
    return [Step(start, first.mrr, first.seats, first.quota), *later]


def _without_repeats(steps: list[Step]) -> list[Step]:
    kept: list[Step] = []
    for step in steps:
        if not kept or kept[-1].worth != step.worth:
            kept.append(step)
    return kept


def terms_of(steps: list[Step], end: date | None) -> list[Term]:
    """The terms that the steps make when the contract ends on `end` (nothing after it)."""
    if end is not None:
        steps = [step for step in steps if step.since < end] or steps[:1]
    terms: list[Term] = []
    for index, step in enumerate(steps):
        until = steps[index + 1].since if index + 1 < len(steps) else end
        before = terms[-1].mrr if terms else None
        terms.append(
            Term(step.since, until, step.mrr, step.seats, step.quota, movement(before, step.mrr))
        )
    return terms
