"""Scores of accounts as of any day, each with all that gives it."""

from .external import external_history, external_of
from .models import MODEL, default_text, model_of, models
from .overrides import history_of, overrides_of
from .scores import AccountScore, account_score, scores

__all__ = [
    "MODEL",
    "AccountScore",
    "account_score",
    "default_text",
    "external_history",
    "external_of",
    "history_of",
    "model_of",
    "models",
    "overrides_of",
    "scores",
]
