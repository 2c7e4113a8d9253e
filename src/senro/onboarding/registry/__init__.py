"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from . import names, notifications

__all__ = ["names", "notifications"]
