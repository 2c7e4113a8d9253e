"""Changing many rows at once: what it would do, doing it, taking it back."""

from .targets import TARGETS, Target, chosen_keys, preview

__all__ = ["TARGETS", "Target", "chosen_keys", "preview"]
