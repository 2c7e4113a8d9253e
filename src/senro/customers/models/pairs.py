"""Pairs of records that look alike."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row


class DistinctPair(Row):
    """Two accounts that look like one and are not: somebody has said so."""

    first = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    second = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=LIVING, name="distinct_pair_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="distinct_pair_of_two"
            ),
        ]
