"""Reads of the method, as values."""

from .choosing import best_of, chosen, variants
from .defaults import default_text
from .method import (
    NoMethod,
    checklist,
    checklist_of,
    criteria_set,
    criteria_set_for,
    criteria_set_of,
    label_of,
    phase_set,
    phase_set_for,
    phase_set_of,
    phase_sets,
    policies,
    policy,
    purposes,
    roadmap,
    roadmap_of,
)
from .published import published

__all__ = [
    "NoMethod",
    "best_of",
    "checklist",
    "checklist_of",
    "chosen",
    "criteria_set",
    "criteria_set_for",
    "criteria_set_of",
    "default_text",
    "label_of",
    "phase_set",
    "phase_set_for",
    "phase_set_of",
    "phase_sets",
    "policies",
    "policy",
    "published",
    "purposes",
    "roadmap",
    "roadmap_of",
    "variants",
]
