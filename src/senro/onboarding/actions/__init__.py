"""Verbs of onboarding."""

from ..steps.cases import TransitionNotAllowed
from .cases import AlreadyBegun, CaseExists, assign_owner, begin, open_case
from .criteria import meet_criterion, unmeet_criterion, waive_criterion
from .gate_items import NotAttestable, attest_gate_item, set_outcome, set_promotion_policy
from .meetings import record_meeting
from .phases import (
    CaseNotMoving,
    GateClosed,
    LaterPhaseDone,
    NotCurrentPhase,
    StatusMovedOn,
    complete_phase,
    reopen_phase,
)
from .purposes import exclude_purpose, set_case_purpose
from .risk import clear_risk, detect_at_risk, mark_at_risk
from .status import (
    accept_handover,
    close_churned,
    close_void,
    extend_onboarding,
    keep_for_renewal,
    mark_stalled,
    mark_watch_stalled,
    park_with_cs,
    propose_dead_flag,
    propose_handover,
    recover,
    relaunch,
    resume_watch,
    return_to_sales,
    set_dead_flag,
)
from .structure import set_structure
from .tasks import (
    add_task,
    add_wish,
    assign_task,
    finish_task,
    move_task,
    remove_task,
    remove_wish,
    reopen_task,
)
from .today import mark_today, restore_today

__all__ = [
    "AlreadyBegun",
    "CaseExists",
    "CaseNotMoving",
    "GateClosed",
    "LaterPhaseDone",
    "NotAttestable",
    "NotCurrentPhase",
    "StatusMovedOn",
    "TransitionNotAllowed",
    "accept_handover",
    "add_task",
    "add_wish",
    "assign_owner",
    "assign_task",
    "attest_gate_item",
    "begin",
    "clear_risk",
    "close_churned",
    "close_void",
    "complete_phase",
    "detect_at_risk",
    "exclude_purpose",
    "extend_onboarding",
    "finish_task",
    "keep_for_renewal",
    "mark_at_risk",
    "mark_stalled",
    "mark_today",
    "mark_watch_stalled",
    "meet_criterion",
    "move_task",
    "open_case",
    "park_with_cs",
    "propose_dead_flag",
    "propose_handover",
    "record_meeting",
    "recover",
    "relaunch",
    "remove_task",
    "remove_wish",
    "reopen_phase",
    "reopen_task",
    "restore_today",
    "resume_watch",
    "return_to_sales",
    "set_case_purpose",
    "set_dead_flag",
    "set_outcome",
    "set_promotion_policy",
    "set_structure",
    "unmeet_criterion",
    "waive_criterion",
]
