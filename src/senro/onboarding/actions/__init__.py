"""Verbs of onboarding."""

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

__all__ = [
    "AlreadyBegun",
    "CaseExists",
    "CaseNotMoving",
    "GateClosed",
    "LaterPhaseDone",
    "NotAttestable",
    "NotCurrentPhase",
    "StatusMovedOn",
    "add_task",
    "add_wish",
    "assign_owner",
    "assign_task",
    "attest_gate_item",
    "begin",
    "complete_phase",
    "exclude_purpose",
    "finish_task",
    "meet_criterion",
    "move_task",
    "open_case",
    "record_meeting",
    "remove_task",
    "remove_wish",
    "reopen_phase",
    "reopen_task",
    "set_case_purpose",
    "set_outcome",
    "set_promotion_policy",
    "set_structure",
    "unmeet_criterion",
    "waive_criterion",
]
