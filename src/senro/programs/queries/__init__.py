"""Reads of the method, as values."""

from .changes import base_of, change_dict, changes_between, changes_of, state_of
from .choosing import best_of, chosen, variants
from .defaults import Preset, criteria_presets, default_text
from .method import (
    NoMethod,
    checklist,
    checklist_of,
    criteria_set,
    criteria_set_by,
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
    self_onboarding_allowed,
)
from .published import published

__all__ = [
    "NoMethod",
    "Preset",
    "base_of",
    "best_of",
    "change_dict",
    "changes_between",
    "changes_of",
    "checklist",
    "checklist_of",
    "chosen",
    "criteria_presets",
    "criteria_set",
    "criteria_set_by",
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
    "self_onboarding_allowed",
    "state_of",
    "variants",
]
