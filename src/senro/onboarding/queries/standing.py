"""What the board sorts: thousands of cases, of each no more than decides its column and its place.

The states of the few that are shown are read afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from senro.kernel.names import Moment

from ..models import Case, CaseStatus
from ..rules.machine import ENDED
from ..rules.signals import signal_of
from .moments import day_of
from .standards import standards_of, standards_of_codes
from .states import State, Stood, instant, led_then, stands_at, states_at, states_of_stands

DEAD_FLAG_DAYS = 90


class Placed(NamedTuple):
    """A case with its days in the phase and what they mean. `since` only sorts."""

    key: str
    status: str
    phase: str
    since: Any
    days: int
    signal: str


@dataclass(frozen=True)
class Stand:
    """Cases at a moment. `codes`: what a phase code means; `own`: of cases where it is not clear."""

    moment: Moment
    cases: list[Placed]
    codes: Mapping[str, str]
    own: Mapping[str, str]
    # Of a past day, all of them that were there, ended or not.
    stood: Mapping[str, Stood] | None = None

    @classmethod
    def live(cls, rows: QuerySet[Case], owner: UUID | None, moment: Moment) -> Self:
        """From today's columns (3 queries, 2 more where a code means several phases)."""
        rows = rows.exclude(status__in=ENDED).exclude(pk__in=_long_dead(moment))
        if owner:
            rows = rows.filter(owner_id=owner)
        # As texts: making ids and instants of thousands of rows takes longer than reading them.
        texts = rows.annotate(
            key=Cast("pk", TextField()), entered=Cast("phase_since", TextField())
        ).values_list("key", "status", "phase", "entered", "phase_days")
        found = [
            _placed(key.replace("-", ""), status, phase, entered, instant(entered), plan, moment)
            for key, status, phase, entered, plan in texts
        ]
        codes, unclear = _meant(found)
        own = {}
        if unclear:
            states = states_at(Case.objects.filter(pk__in=unclear), at=moment.at, live=True)
            own = {pk.hex: code for pk, code in standards_of(states).items()}
        return cls(moment, found, codes, own)

    @classmethod
    def past(cls, rows: QuerySet[Case], owner: UUID | None, moment: Moment) -> Self:
        """From dated rows (2 queries)."""
        oldest = moment.at - timedelta(days=DEAD_FLAG_DAYS)
        if owner:
            rows = rows.filter(pk__in=led_then(owner, moment.at))
        stood = stands_at(rows, moment.at)
        found = [
            _placed(
                one.case, one.status, one.phase, one.phase_since, instant(one.phase_since),
                one.phase_days, moment,
            )
            for one in stood.values()
            if one.status not in ENDED
            if one.status != "dead_flagged" or instant(one.status_since) >= oldest
        ]  # fmt: skip
        codes, unclear = _meant(found)
        states = states_of_stands((stood[pk.hex] for pk in unclear), moment.at)
        own = standards_of(states) if unclear else {}
        return cls(moment, found, codes, {pk.hex: code for pk, code in own.items()}, stood)

    def states(self, shown: Iterable[Placed]) -> list[State]:
        """The states of those that are shown (2 queries, 3 of the past)."""
        if self.stood is not None:
            return states_of_stands((self.stood[one.key] for one in shown), self.moment.at)
        wanted = Case.objects.filter(pk__in=[UUID(one.key) for one in shown])
        return states_at(wanted, at=self.moment.at, live=True)


def _long_dead(moment: Moment) -> Any:
    """Cases flagged dead so long ago that the board shows them no more."""
    oldest = moment.at - timedelta(days=DEAD_FLAG_DAYS)
    flagged = CaseStatus.objects.living().filter(until=None, status="dead_flagged")
    return flagged.filter(since__lt=oldest).values("case_id")


def _meant(found: Collection[Placed]) -> tuple[dict[str, str], list[UUID]]:
    """What each phase code means, and the cases whose code does not say it alone."""
    codes = standards_of_codes({one.phase for one in found})
    return codes, [UUID(one.key) for one in found if one.phase not in codes]


def _placed(
    key: str, status: str, phase: str, order: Any, since: datetime, plan: int | None, moment: Moment
) -> Placed:
    days = (moment.today - day_of(since, moment)).days
    return Placed(key, status, phase, order, days, signal_of(status, days, plan))
