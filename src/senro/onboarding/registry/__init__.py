"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from . import names, account_names, lists, notifications, schedules  # isort: skip

__all__ = ["account_names", "lists", "names", "notifications", "schedules"]
