"""Verbs of the kernel."""

from .undo import undo_fact

__all__ = ["undo_fact"]
