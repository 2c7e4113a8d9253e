"""The method as values: phase sets, task templates, criteria, purposes, policies."""

from .criteria import ELEMENTS, CriteriaSet, Criterion, parse_criteria
from .phases import INTAKE, GateItem, Phase, PhaseSet, TaskTemplate, parse_phase_set
from .policies import Policies, Policy, parse_policies
from .purposes import Purpose, parse_purposes
from .reading import Problem
from .words import Words

__all__ = [
    "ELEMENTS",
    "INTAKE",
    "CriteriaSet",
    "Criterion",
    "GateItem",
    "Phase",
    "PhaseSet",
    "Policies",
    "Policy",
    "Problem",
    "Purpose",
    "TaskTemplate",
    "Words",
    "parse_criteria",
    "parse_phase_set",
    "parse_policies",
    "parse_purposes",
]
