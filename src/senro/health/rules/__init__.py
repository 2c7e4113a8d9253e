"""Health models as values, and what a score is made of."""

from .models import Axis, Band, Measure, Model, parse_model
from .scoring import AxisScore, MeasureScore, Score, level_of, scored
from .standing import LEVELS, Said, Standing, standing

__all__ = [
    "LEVELS",
    "Axis",
    "AxisScore",
    "Band",
    "Measure",
    "MeasureScore",
    "Model",
    "Said",
    "Score",
    "Standing",
    "level_of",
    "parse_model",
    "scored",
    "standing",
]
