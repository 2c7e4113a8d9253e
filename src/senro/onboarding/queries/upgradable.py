"""Running cases that another version could lead on: those on an older version of the same set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from senro.kernel.models import Version
from senro.kernel.rules.access import Actor

from ..models import Attempt
from ..rules.machine import MOVING, PARKED
from .visible import visible_cases

MOST = 500


@dataclass(frozen=True)
class Behind:
    """A running case and the version that it was promised."""

    case_id: UUID
    team_id: UUID | None
    name: str
    tier: str
    phase: str
    number: int


def upgradable(
    actor: Actor, version: Version, *, at: datetime, tier: str = ""
) -> tuple[Behind, ...]:
    """Cases on another version of the set, by the customer's name (one query)."""
    cases = visible_cases(actor).filter(status__in=(*MOVING, *PARKED)).order_by()
    if tier:
        cases = cases.filter(account__tier=tier)
    rows = (
        Attempt.objects.living()
        .filter(
            number=F("case__attempt_no"),
            case__in=cases.values("pk"),
            phase_set__code=version.code,
            started__lte=at,
        )
        .exclude(phase_set=version)
        .order_by("case__account__name", "case_id")
    )
    columns = (
        "case_id",
        "case__team_id",
        "case__account__name",
        "case__account__tier",
        "case__phase",
        "phase_set__number",
    )
    return tuple(Behind(*row) for row in rows.values_list(*columns)[:MOST])
