"""Scores as they were kept: one row an account and day, so that rules, lists and SQL can read them."""

from __future__ import annotations

from django.db import models

from senro.customers.models import Account


class HealthScore(models.Model):
    """What counted on a day. The row of today is renewed when something happens to the account."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="health_scores")
    day = models.DateField()
    # What counts: a person's word while it stands, else the computed one. Null: unknown.
    points = models.FloatField(null=True)
    level = models.CharField(max_length=10)
    computed = models.FloatField(null=True)
    # Computed points since a week before.
    change = models.FloatField(null=True)
    known = models.FloatField()
    # {axis: points}; an axis of which nothing is known is not there.
    axes = models.JSONField(default=dict)
    overridden = models.BooleanField(default=False)
    version = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "day"], name="health_score_once"),
        ]
        indexes = [models.Index(fields=["day", "points"], name="health_score_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
