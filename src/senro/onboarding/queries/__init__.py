"""Reads of onboarding."""

from .dicts import case_dict, case_dicts
from .gates import Gate, gate_of, gates_of
from .visible import visible_cases, visible_criteria, visible_meetings, visible_tasks

__all__ = [
    "Gate",
    "case_dict",
    "case_dicts",
    "gate_of",
    "gates_of",
    "visible_cases",
    "visible_criteria",
    "visible_meetings",
    "visible_tasks",
]
