"""Verbs of onboarding."""

from ..queries.plan import AlreadyDone
from ..steps.cases import TransitionNotAllowed
from ..steps.passing import PilotFirst
from .cases import AlreadyBegun, CaseExists, assign_owner, begin, open_case
from .criteria import (
    CriterionNotAgreed,
    ask_waiver,
    choose_option,
    meet_criterion,
    unmeet_criterion,
    waive_criterion,
)
from .customs import add_custom
from .edit import edit_case
from .fields import move_target, rename_task, set_temperature
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
from .plan import Circle, link_tasks, replan, unlink_tasks
from .purposes import exclude_purpose, set_case_purpose
from .risk import (
    clear_risk,
    clear_stall,
    detect_at_risk,
    detect_stalled,
    find_stalled,
    mark_at_risk,
)
from .sharing import part_kickoff, share_kickoff
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
from .upgrade_many import upgrade_cases
from .upgrades import CannotUpgrade, upgrade_case
from .wave_phases import OthersFollowed, attest_wave_item, complete_waves, reopen_wave
from .waves import WavesOver, add_waves, arrange_waves, change_wave, remove_wave

__all__ = [
    "AlreadyBegun",
    "AlreadyDone",
    "CannotUpgrade",
    "CaseExists",
    "CaseNotMoving",
    "Circle",
    "CriterionNotAgreed",
    "GateClosed",
    "LaterPhaseDone",
    "NotAttestable",
    "NotCurrentPhase",
    "OthersFollowed",
    "PilotFirst",
    "StatusMovedOn",
    "TransitionNotAllowed",
    "WavesOver",
    "accept_handover",
    "add_custom",
    "add_task",
    "add_waves",
    "add_wish",
    "arrange_waves",
    "ask_waiver",
    "assign_owner",
    "assign_task",
    "attest_gate_item",
    "attest_wave_item",
    "begin",
    "change_wave",
    "choose_option",
    "clear_risk",
    "clear_stall",
    "close_churned",
    "close_void",
    "complete_phase",
    "complete_waves",
    "detect_at_risk",
    "detect_stalled",
    "edit_case",
    "exclude_purpose",
    "extend_onboarding",
    "find_stalled",
    "finish_task",
    "keep_for_renewal",
    "link_tasks",
    "mark_at_risk",
    "mark_stalled",
    "mark_today",
    "mark_watch_stalled",
    "meet_criterion",
    "move_target",
    "move_task",
    "open_case",
    "park_with_cs",
    "part_kickoff",
    "propose_dead_flag",
    "propose_handover",
    "record_meeting",
    "recover",
    "relaunch",
    "remove_task",
    "remove_wave",
    "remove_wish",
    "rename_task",
    "reopen_phase",
    "reopen_task",
    "reopen_wave",
    "replan",
    "restore_today",
    "resume_watch",
    "return_to_sales",
    "set_case_purpose",
    "set_dead_flag",
    "set_outcome",
    "set_promotion_policy",
    "set_structure",
    "set_temperature",
    "share_kickoff",
    "unlink_tasks",
    "unmeet_criterion",
    "upgrade_case",
    "upgrade_cases",
    "waive_criterion",
]
