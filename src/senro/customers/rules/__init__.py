"""What is known about customers without asking the database."""

from .lifecycle import lifecycle, runs
from .search import fold, search_text
from .terms import Step, Term, movement, steps_after, terms_of
from .tiers import tier_of

__all__ = [
    "Step",
    "Term",
    "fold",
    "lifecycle",
    "movement",
    "runs",
    "search_text",
    "steps_after",
    "terms_of",
    "tier_of",
]
