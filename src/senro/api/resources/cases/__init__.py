"""Cases: one module a part; importing it registers its operations on the one router."""

from . import (
    cases,
    criteria,
    phases,
    plan,
    playbook,
    status,
    tasks,
    waves,
    work,
)
from .base import router

__all__ = [
    "cases",
    "criteria",
    "phases",
    "plan",
    "playbook",
    "router",
    "status",
    "tasks",
    "waves",
    "work",
]
