"""Verbs of health."""

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
    "open_signal",
    "settle_signals",
    "snooze_signals",
]
