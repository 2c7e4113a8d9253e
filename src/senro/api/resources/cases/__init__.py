"""Cases: one module a part; importing it registers its operations on the one router."""

from . import cases, phases, tasks, work
from .base import router

__all__ = ["cases", "phases", "router", "tasks", "work"]
