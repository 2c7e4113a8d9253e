"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from . import names, account_names, notifications, schedules  # isort: skip

__all__ = ["account_names", "names", "notifications", "schedules"]
