"""Completion criteria of a case: what was promised, what was told, what was changed since."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

from .cases import Attempt
from .work import Meeting

# Of a criterion: it needs none, waits for one, was approved or refused.
APPROVAL_STATES = ("", "pending", "approved", "refused")
COUNTING = ("", "approved")


class CaseCriterion(Row):
    """A completion criterion as this attempt was promised it."""

    DATED = frozenset({"met_at"})

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=60)
    element = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    mandatory = models.BooleanField(default=True)
    title_ja = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    rule = models.TextField(default="", blank=True)
    # Of the set or of a custom: what a value must reach, of how much, within how many days, and
    # whether each site must.
    threshold = models.FloatField(null=True, blank=True)
    scale = models.FloatField(null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    per = models.CharField(max_length=10, default="", blank=True)
    # goal, used or effect, where completion needs the three.
    step = models.CharField(max_length=10, default="", blank=True)
    # The option of the set that was chosen for this case.
    option = models.CharField(max_length=60, default="", blank=True)
    # A free criterion of this case counts when a manager approved it.
    custom = models.BooleanField(default=False)
    approval = models.CharField(max_length=10, default="", blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(default="", blank=True)
    # The evidence in its parts: kind, value, threshold, as of when; who answered; a file or link.
    proof = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "code"], condition=LIVING, name="case_criterion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(approval__in=APPROVAL_STATES), name="case_criterion_approval"
            ),
        ]

    @property
    def counts(self) -> bool:
        """Whether completion asks for it: a custom only when it was approved."""
        return self.approval in COUNTING


class Waiver(Row):
    """A mandatory criterion need not be met here: who says so (`created_by`), and why."""

    criterion = models.ForeignKey(CaseCriterion, models.PROTECT, related_name="waivers")
    reason = models.TextField()
    # Who asked for it, where somebody had to ask.
    asked_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["criterion"], condition=LIVING, name="waiver_once"),
        ]


class CriteriaPromise(Row):
    """What the customer was told, word for word: criteria and dates, with their hash."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="promises")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    # The version of the criteria set, and {"criteria": […], "schedule": […], "target_end"}.
    version_label = models.CharField(max_length=200, default="", blank=True)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "digest"], condition=LIVING, name="criteria_promise_once"
            ),
        ]


class CriteriaAmendment(Row):
    """A criterion was changed after the customer had been told: what, by whom, and why."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="amendments")
    criterion = models.ForeignKey(CaseCriterion, models.PROTECT, related_name="amendments")
    what = models.CharField(max_length=20)
    reason = models.TextField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
