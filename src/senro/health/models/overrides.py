"""What a person says of an account's health, beside what is computed: with a reason, and for a time."""

from __future__ import annotations

from django.db import models

from senro.customers.models import Account
from senro.kernel.models import LIVING, Row

from ..rules.standing import LEVELS


class HealthOverride(Row):
    """Points, a level or both, that stand in place of the computed ones until a day."""

    PERSONAL = frozenset({"reason"})

    account = models.ForeignKey(Account, models.PROTECT, related_name="health_overrides")
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    # go, care or stop; blank where it follows from the points.
    level = models.CharField(max_length=10, default="", blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    # The last day on which it stands: it ends by itself.
    until = models.DateField()
    # Ended before its day, by a person or by another one in its place.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=LIVING & models.Q(ended_at__isnull=True),
                name="health_override_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["", *LEVELS]), name="health_override_level"
            ),
            models.CheckConstraint(
                condition=models.Q(points__isnull=False) | ~models.Q(level=""),
                name="health_override_says",
            ),
            models.CheckConstraint(
                condition=models.Q(points__isnull=True) | models.Q(points__lte=100),
                name="health_override_points",
            ),
        ]
