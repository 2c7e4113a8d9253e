"""For each verb that can be undone: the part of the world that it needs, and doing it.

A deed prepares, and answers with the function that leaves the fact. `tests/model/test_every_verb.py`
does it, undoes it and does it again. A new verb that can be undone gets its line in the file of its
part.
"""

from . import (
    approvals,
    cases,
    criteria,
    customers,
    exchange,
    health,
    kernel,
    notes,
    plan,
    status,
    waves,
)
from .base import DEEDS

__all__ = [
    "DEEDS", "approvals", "cases", "criteria", "customers", "exchange", "health", "kernel", "notes", "plan",
    "status", "waves",
]  # fmt: skip
