"""What an onboarding achieved, as it can be told."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..models import Attempt, Case, Outcome
from ..rules.outcome import Period, sentence
from .gates import line_of


def period_of(attempt: Attempt, today: date) -> Period:
    """The days that the sentence speaks of."""
    return Period(attempt.started, attempt.ended or max(today, attempt.started))


def told(attempt: Attempt, achieved: str, led_to: str, today: date) -> dict[str, str]:
    """The sentence in both languages."""
    period = period_of(attempt, today)
    return {locale: sentence(period, achieved, led_to, locale) for locale in ("ja", "en")}


def outcome_dict(case: Case, *, today: date, locale: str) -> dict[str, Any] | None:
    """The outcome of the present attempt in its parts, and as one sentence; None while unwritten."""
    attempt = line_of(case).attempt
    row = Outcome.objects.living().filter(attempt=attempt).first()
    if row is None:
        return None
    period = period_of(attempt, today)
    return {
        "achieved": row.achieved,
        "led_to": row.led_to,
        "evidence": row.evidence,
        "period": {
            "from": period.start.isoformat(),
            "to": period.end.isoformat(),
            "days": period.days,
        },
        "sentence": told(attempt, row.achieved, row.led_to, today)[
            "ja" if locale.startswith("ja") else "en"
        ],
        "version": row.version,
    }
