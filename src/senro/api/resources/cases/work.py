"""What is done within a case: meetings, tasks, criteria, wishes."""

from __future__ import annotations

PAGE = ("limit", "cursor", "sort")
