"""Forms of the onboarding screens: shape of the input only, never a rule of the business."""

from .base import ReasonForm, into_form
from .cases import NewCaseForm, OwnerForm, StatusForm, TargetForm, TemperatureForm
from .gates import AttestForm, OutcomeForm, OverrideForm, PolicyForm
from .meetings import ClosingForm, KickoffForm, MeetingForm, TouchForm
from .people import PurposeForm, StructureForm, WishForm
from .tasks import TaskChangeForm, TaskForm

__all__ = [
    "AttestForm",
    "ClosingForm",
    "KickoffForm",
    "MeetingForm",
    "NewCaseForm",
    "OutcomeForm",
    "OverrideForm",
    "OwnerForm",
    "PolicyForm",
    "PurposeForm",
    "ReasonForm",
    "StatusForm",
    "StructureForm",
    "TargetForm",
    "TaskChangeForm",
    "TaskForm",
    "TemperatureForm",
    "TouchForm",
    "WishForm",
    "into_form",
]
