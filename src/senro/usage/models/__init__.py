"""Rows about events on their way into the event table."""

from .inbox import EventConflict, InboxBatch, RefusedEvent
from .mapping import AccountMapping, UserAlias, WaitingSubject, WorkLease

__all__ = [
    "AccountMapping",
    "EventConflict",
    "InboxBatch",
    "RefusedEvent",
    "UserAlias",
    "WaitingSubject",
    "WorkLease",
]
