"""Scores that another system gives: they stand beside our own and never take its place."""

from __future__ import annotations

from django.db import models

from senro.customers.models import Account
from senro.kernel.models import LIVING, Row

EXTERNAL = "external"


class ExternalScore(Row):
    """What another system said of an account on a day; of an axis, or of the whole."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="external_scores")
    day = models.DateField()
    # Blank: the whole.
    axis = models.CharField(max_length=60, default="", blank=True)
    score = models.FloatField()
    # As that system calls it.
    level = models.CharField(max_length=60, default="", blank=True)
    source = models.CharField(max_length=60, default=EXTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "day", "axis"], condition=LIVING, name="external_score_once"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=100), name="external_score_range"
            ),
        ]
