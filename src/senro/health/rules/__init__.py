"""Health models as values, and what a score is made of."""

from .models import Axis, Band, Measure, Model, parse_model
from .scoring import AxisScore, MeasureScore, Score, level_of, scored

__all__ = [
    "Axis",
    "AxisScore",
    "Band",
    "Measure",
    "MeasureScore",
    "Model",
    "Score",
    "level_of",
    "parse_model",
    "scored",
]
