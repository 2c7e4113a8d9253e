"""Scores of accounts as of any day, each with all that gives it."""

from .external import external_history, external_of
from .models import MODEL, default_model, models, models_of
from .overrides import history_of, overrides_of
from .scores import AccountScore, account_score, scores

__all__ = [
    "MODEL",
    "AccountScore",
    "account_score",
    "default_model",
    "external_history",
    "external_of",
    "history_of",
    "models",
    "models_of",
    "overrides_of",
    "scores",
]
