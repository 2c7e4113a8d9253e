"""Verbs of health."""

from .overrides import end_override, override_health
from .signals import (
    accept_suggestion,
    close_signal,
    open_signal,
    settle_signals,
    snooze_signals,
)

__all__ = [
    "accept_suggestion",
    "close_signal",
    "end_override",
    "open_signal",
    "override_health",
    "settle_signals",
    "snooze_signals",
]
