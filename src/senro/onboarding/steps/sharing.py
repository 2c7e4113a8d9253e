"""The kickoff that a second case of a customer need not hold again."""

from __future__ import annotations

# What prepares and holds an own kickoff.
KICKOFF_TASKS = ("p1_agenda", "p1_kickoff")
