"""The method as values: phase sets, task templates, criteria, purposes, policies, roadmaps and
checklists."""

from .applying import EVERYBODY, AppliesTo, most_specific
from .checklist import Checklist, Question, Section, parse_checklist
from .criteria import ELEMENTS, CriteriaSet, Criterion, parse_criteria
from .phases import INTAKE, GateItem, Phase, PhaseSet, TaskTemplate, parse_phase_set
from .policies import Policies, Policy, parse_policies
from .purposes import Purpose, parse_purposes
from .reading import Problem
from .roadmap import Completeness, Roadmap, Stage, Step, completeness, parse_roadmap
from .schemas import schema_of
from .words import Words

__all__ = [
    "ELEMENTS",
    "EVERYBODY",
    "INTAKE",
    "AppliesTo",
    "Checklist",
    "Completeness",
    "CriteriaSet",
    "Criterion",
    "GateItem",
    "Phase",
    "PhaseSet",
    "Policies",
    "Policy",
    "Problem",
    "Purpose",
    "Question",
    "Roadmap",
    "Section",
    "Stage",
    "Step",
    "TaskTemplate",
    "Words",
    "completeness",
    "most_specific",
    "parse_checklist",
    "parse_criteria",
    "parse_phase_set",
    "parse_policies",
    "parse_purposes",
    "parse_roadmap",
    "schema_of",
]
