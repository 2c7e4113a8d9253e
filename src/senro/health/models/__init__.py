"""Rows of health."""

from .signals import OUTCOMES, SEVERITIES, Signal, SignalStale

__all__ = ["OUTCOMES", "SEVERITIES", "Signal", "SignalStale"]
