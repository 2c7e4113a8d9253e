"""Rows of health."""

from .external import EXTERNAL, ExternalScore
from .overrides import HealthOverride
from .scores import HealthScore
from .signals import OUTCOMES, SEVERITIES, Signal, SignalStale

__all__ = [
    "EXTERNAL",
    "OUTCOMES",
    "SEVERITIES",
    "ExternalScore",
    "HealthOverride",
    "HealthScore",
    "Signal",
    "SignalStale",
]
