"""What the customer of a case was told about its completion, and what they would be told now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..models import COUNTING, Attempt, CaseCriterion, CriteriaPromise
from .gates import Line


def told_of(attempt: Attempt) -> CriteriaPromise | None:
    """What the customer was told last in this attempt."""
    rows = CriteriaPromise.objects.living().filter(attempt=attempt)
    return rows.order_by("-told_at", "-pk").first()


def told_body(line: Line) -> dict[str, Any]:
    """The words and days of a case as the customer is told them."""
    rows = CaseCriterion.objects.living().filter(attempt=line.attempt, approval__in=COUNTING)
    attempt = line.attempt
    return {
        "criteria": [
            {"code": row.code, "ja": row.title_ja, "en": row.title_en, "mandatory": row.mandatory}
            for row in rows.order_by("-mandatory", "created_at", "pk")
        ],
        "schedule": [
            {
                "phase": phase.code,
                "ja": phase.name.of("ja"),
                "en": phase.name.of("en"),
                "planned_end": str(
                    attempt.started + timedelta(days=line.phases.planned(phase.code))
                ),
            }
            for phase in line.phases.phases
        ],
        "target_end": str(attempt.target_end),
    }
