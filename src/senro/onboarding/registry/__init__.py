"""What onboarding offers to the kernel: names for rules about cases, undo guards, notifications."""

from .. import sql_views as sql_views

from . import (  # isort: skip
    names,
    account_names,
    approvals,
    checks,
    completion_names,
    dated,
    holdings,
    lists,
    notifications,
    schedules,
    subjects,
    work_names,
)

__all__ = [
    "account_names",
    "approvals",
    "checks",
    "completion_names",
    "dated",
    "holdings",
    "lists",
    "names",
    "notifications",
    "schedules",
    "subjects",
    "work_names",
]
