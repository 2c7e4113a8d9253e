"""The outcome as one sentence in the reader's language."""

from __future__ import annotations

from datetime import date

from senro.kernel.locales import locale
from senro.onboarding.models import Attempt, Outcome
from senro.onboarding.queries.outcomes import told


def outcome_sentence(attempt: Attempt, row: Outcome | None, today: date) -> str:
    """What can be told; nothing while it is unwritten."""
    if row is None:
        return ""
    language = locale()
    return told(attempt, row.achieved, row.led_to, today)[language]
