"""Rows about events on their way into the event table."""

from .inbox import EventConflict, InboxBatch, RefusedEvent
from .mapping import (
    AccountMapping,
    AppliedMapping,
    Forgetting,
    UserAlias,
    WaitingSubject,
    WorkLease,
)

__all__ = [
    "AccountMapping",
    "AppliedMapping",
    "EventConflict",
    "Forgetting",
    "InboxBatch",
    "RefusedEvent",
    "UserAlias",
    "WaitingSubject",
    "WorkLease",
]
