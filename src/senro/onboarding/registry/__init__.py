"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from . import names, account_names, lists, notifications, schedules, subjects  # isort: skip

__all__ = ["account_names", "lists", "names", "notifications", "schedules", "subjects"]
