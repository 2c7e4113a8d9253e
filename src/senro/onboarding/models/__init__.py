"""Rows of onboarding."""

from .cases import (
    PARKED,
    STATUSES,
    TERMINAL,
    Attempt,
    Case,
    CaseOwner,
    CaseStatus,
    PhaseCompletion,
    SiteWave,
    Watch,
)
from .criteria import COUNTING, CaseCriterion, CriteriaAmendment, CriteriaPromise, Waiver
from .nights import BoardNight
from .plan import AwaitedKickoff, MeetingShare, PhasePlan, TaskDependency
from .work import (
    CONFIRMATIONS,
    MEETING_KINDS,
    FeatureWish,
    GateAttestation,
    Meeting,
    Outcome,
    PromotionPolicy,
    StructureMember,
    Task,
    TodayMark,
)

__all__ = [
    "CONFIRMATIONS",
    "COUNTING",
    "MEETING_KINDS",
    "PARKED",
    "STATUSES",
    "TERMINAL",
    "Attempt",
    "AwaitedKickoff",
    "BoardNight",
    "Case",
    "CaseCriterion",
    "CaseOwner",
    "CaseStatus",
    "CriteriaAmendment",
    "CriteriaPromise",
    "FeatureWish",
    "GateAttestation",
    "Meeting",
    "MeetingShare",
    "Outcome",
    "PhaseCompletion",
    "PhasePlan",
    "PromotionPolicy",
    "SiteWave",
    "StructureMember",
    "Task",
    "TaskDependency",
    "TodayMark",
    "Waiver",
    "Watch",
]
