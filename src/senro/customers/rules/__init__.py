"""What is known about customers without asking the database."""

from .search import fold, search_text
from .terms import Step, Term, movement, steps_after, terms_of
from .tiers import tier_of

__all__ = [
    "Step",
    "Term",
    "fold",
    "movement",
    "search_text",
    "steps_after",
    "terms_of",
    "tier_of",
]
