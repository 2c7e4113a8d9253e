"""Current values of what is measured outside of the records, so that rules read them in SQL."""

from __future__ import annotations

from django.db import models

KEPT_INDEX = "metric_value_kept"


class MetricValue(models.Model):
    """What a metric of a subject is now. No row: unknown."""

    subject_id = models.UUIDField()
    name = models.CharField(max_length=60)
    value = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "subject_id"], name="metric_value_once"),
        ]
        # With the value in it: a rule over everybody looks a value up without opening its row.
        indexes = [models.Index(fields=["subject_id", "name", "value"], name=KEPT_INDEX)]


class MetricStale(models.Model):
    """Something happened to a subject since its values were computed."""

    subject_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    mark = models.UUIDField()


class MetricRun(models.Model):
    """The last time at which everybody's values were computed: for which day, by which definitions."""

    key = models.CharField(primary_key=True, max_length=20)
    day = models.DateField()
    version = models.CharField(max_length=64)
    at = models.DateTimeField()
    subjects = models.PositiveIntegerField(default=0)
