"""The gate of a past day: measured by what has dated rows; everything else is not known for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from senro.customers.queries.past import purposes_then
from senro.programs.rules.phases import INTAKE

from ..models import (
    COUNTING,
    Case,
    FeatureWish,
    GateAttestation,
    Meeting,
    MeetingShare,
    Outcome,
    PromotionPolicy,
    SiteWave,
    StructureMember,
)
from ..rules.gates import Attested
from .gate_rows import COMPANIONS, Gate, gate_from
from .gates import Line
from .moments import moment_of
from .past import criteria_then, waivers_then
from .said import rule_of
from .states import State, held

CONFIRMED = {"wish_confirmed": "wish", "criteria_told": "criteria", "schedule_told": "schedule"}
ROLES = {"owner", "sponsor", "site_lead"}


def gate_then(case: Case, line: Line, state: State, at: datetime) -> Gate | None:
    """The gate of the phase that the case was in; None where it cannot be told.

    The gate of several sites together is not: who of their people was there has no dated rows.
    """
    phase = line.phases.phase(state.phase)
    if state.phase == INTAKE or phase is None or not line.phases.after(state.phase):
        return None
    if state.phase in line.phases.wave_span and _waves(line, at):
        return None
    codes = {name for item in phase.gate for name in rule_of(item.rule).names}
    values: dict[str, Any] = dict.fromkeys({*codes, *COMPANIONS.values()})
    told = _told(case, line, at) if codes & {"kickoff_held", *CONFIRMED} else {}
    for code in codes:
        if code in told:
            values[code] = told[code]
        elif code in MEASURED:
            values[code] = MEASURED[code](case, line, at)
    return gate_from(phase, values, _vouched(line, at), moment_of(at), line.version)


def _told(case: Case, line: Line, at: datetime) -> dict[str, bool]:
    """Whether there was a kickoff, and what kickoffs confirmed."""
    kickoffs = Meeting.objects.filter(held(at), kind="kickoff", held_at__lte=at)
    shares = MeetingShare.objects.filter(held(at), attempt=line.attempt)
    own = kickoffs.filter(attempt=line.attempt).values_list("confirmed", flat=True)
    shared = list(shares.filter(meeting__in=kickoffs).values_list("counts", "meeting__confirmed"))
    said = {one for words in own for one in words or ()}
    said |= {one for counts, words in shared if counts for one in words or ()}
    found = {code: word in said for code, word in CONFIRMED.items()}
    return {**found, "kickoff_held": bool(own) or bool(shared)}


def _structure(_case: Case, line: Line, at: datetime) -> bool:
    rows = StructureMember.objects.filter(held(at), attempt=line.attempt, created_at__lte=at)
    return set(rows.values_list("role", flat=True)) >= ROLES


def _purposes(case: Case, _line: Line, at: datetime) -> int | None:
    """How many; what the case left out has no dated rows, so then it is not known."""
    if case.excluded_purposes:
        return None
    return len(purposes_then([case.account_id], moment_of(at)).get(case.account_id, ()))


def _wishes(case: Case, _line: Line, at: datetime) -> int:
    return FeatureWish.objects.filter(held(at), case=case, created_at__lte=at).count()


def _waves(line: Line, at: datetime) -> int:
    return SiteWave.objects.filter(held(at), attempt=line.attempt, created_at__lte=at).count()


def _mandatory(_case: Case, line: Line, at: datetime) -> int:
    rows = list(
        criteria_then(line.attempt, at).filter(
            Q(met_at=None) | Q(met_at__gt=at), mandatory=True, approval__in=COUNTING
        )
    )
    waived = set(waivers_then(rows, at).values_list("criterion_id", flat=True))
    return sum(row.pk not in waived for row in rows)


def _has(model: Any) -> Callable[[Case, Line, datetime], bool]:
    def there(_case: Case, line: Line, at: datetime) -> bool:
        rows = model.objects.filter(held(at), attempt=line.attempt, created_at__lte=at)
        return bool(rows.exists())

    return there


def _vouched(line: Line, at: datetime) -> Mapping[str, Attested]:
    rows = GateAttestation.objects.filter(held(at), attempt=line.attempt, wave=None, at__lte=at)
    return {
        row.code: Attested(row.evidence, row.at, row.created_by.name if row.created_by else "")
        for row in rows.select_related("created_by")
    }


def _operation(_case: Case, line: Line, at: datetime) -> bool:
    return "operation_decided" in _vouched(line, at)


MEASURED: dict[str, Callable[[Case, Line, datetime], Any]] = {
    "structure_named": _structure,
    "purpose_count": _purposes,
    "wish_count": _wishes,
    "wave_count": lambda _case, line, at: _waves(line, at),
    "mandatory_open": _mandatory,
    "promotion_policy_decided": _has(PromotionPolicy),
    "outcome_written": _has(Outcome),
    "operation_decided": _operation,
}
