"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from . import names, notifications, schedules

__all__ = ["names", "notifications", "schedules"]
