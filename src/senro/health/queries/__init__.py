"""Scores of accounts as of any day, each with all that gives it."""

from .models import MODEL, default_text, model_of, models
from .overrides import history_of, overrides_of
from .scores import AccountScore, account_score, scores

__all__ = [
    "MODEL",
    "AccountScore",
    "account_score",
    "default_text",
    "history_of",
    "model_of",
    "models",
    "overrides_of",
    "scores",
]
