"""Verbs of the kernel."""

from .undo import undo_fact
from .versions import discard_draft, publish, save_draft

__all__ = ["discard_draft", "publish", "save_draft", "undo_fact"]
