"""The sentence in which an onboarding is told: its period, what was achieved, what that led to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From the start of the attempt to its end, or to today while it lasts."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Calendar days."""
        return max(0, (self.end - self.start).days)


def sentence(period: Period, achieved: str, led_to: str, locale: str) -> str:
    """「導入期間(…)で〔…〕を達成したので〔…〕」, as article 003 asks for it."""
    first, then = achieved.strip() or "…", led_to.strip() or "…"
    if locale.startswith("ja"):
        span = f"{period.start:%Y/%m/%d}–{period.end:%Y/%m/%d}"
        return f"導入期間({span})で〔{first}〕を達成したので〔{then}〕"
    span = f"{_english(period.start)} – {_english(period.end)}"
    return f"In the onboarding ({span}) we achieved [{first}], and so [{then}]"


def _english(day: date) -> str:
    """Aug 14, 2026, as the screens write it."""
    return f"{day:%b} {day.day}, {day.year}"
