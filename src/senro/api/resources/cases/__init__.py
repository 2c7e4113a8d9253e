"""Cases: one module a part; importing it registers its operations on the one router."""

from . import cases, phases, status, tasks, waves, work
from .base import router

__all__ = ["cases", "phases", "router", "status", "tasks", "waves", "work"]
