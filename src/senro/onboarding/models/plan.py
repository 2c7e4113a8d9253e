"""The plan where it was moved, which task waits for which, and meetings of several cases."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

from .cases import Attempt, Case
from .work import Meeting, Task


class TaskDependency(Row):
    """A task can be done once another one is."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="needs")
    on = models.ForeignKey(Task, models.PROTECT, related_name="followers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "on"], condition=LIVING, name="task_dependency_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(task=models.F("on")), name="task_dependency_of_two"
            ),
        ]


class PhasePlan(Row):
    """When a phase should end, from a moment until another; without a row as first planned."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="phase_plans")
    phase = models.CharField(max_length=20)
    planned_end = models.DateField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "phase"],
                condition=LIVING & models.Q(until__isnull=True),
                name="phase_plan_once",
            ),
        ]


class MeetingShare(Row):
    """A meeting of one case that stands for another of the same customer too."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="shares")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="shared_meetings")
    # Whether what it confirmed counts at the other case's gate.
    counts = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "attempt"], condition=LIVING, name="meeting_share_once"
            ),
        ]


class AwaitedKickoff(Row):
    """The kickoff that another case of the customer has still to hold will be this one's too."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="awaited_kickoffs")
    of = models.ForeignKey(Case, models.PROTECT, related_name="awaited_by")
    # Whether what it confirms will count at this attempt's gate.
    counts = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"], condition=LIVING, name="awaited_kickoff_once"
            ),
        ]
