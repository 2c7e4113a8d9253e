"""Reads of the method, as values."""

from .defaults import default_text
from .method import (
    NoMethod,
    criteria_set,
    criteria_set_of,
    label_of,
    phase_set,
    phase_set_of,
    phase_sets,
    policies,
    policy,
    purposes,
)
from .published import published

__all__ = [
    "NoMethod",
    "criteria_set",
    "criteria_set_of",
    "default_text",
    "label_of",
    "phase_set",
    "phase_set_of",
    "phase_sets",
    "policies",
    "policy",
    "published",
    "purposes",
]
