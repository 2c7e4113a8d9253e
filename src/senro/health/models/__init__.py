"""Rows of health."""

from .overrides import HealthOverride
from .signals import OUTCOMES, SEVERITIES, Signal, SignalStale

__all__ = ["OUTCOMES", "SEVERITIES", "HealthOverride", "Signal", "SignalStale"]
