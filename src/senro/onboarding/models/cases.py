"""Cases, attempts, and what state they are in since when."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

STATUSES = (
    "active",
    "at_risk",
    "stalled",
    "parked_with_cs",
    "returned_to_sales",
    "relaunching",
    "dead_flag_proposed",
    "dead_flagged",
    "renewal_only",
    "completed",
    "watch_stalled",
    "extended_onboarding",
    "handover_proposed",
    "handed_over",
    "closed_churned",
    "closed_void",
)
PARKED = ("stalled", "parked_with_cs", "returned_to_sales", "dead_flag_proposed", "dead_flagged")
TERMINAL = ("handed_over", "dead_flagged", "renewal_only", "closed_churned", "closed_void")


class Case(Row):
    """The onboarding of one contract. `status`, `phase`, `owner` are today's values of dated rows."""

    DATED = frozenset({"excluded_purposes", "temperature_sales", "temperature_cs"})

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="cases")
    contract = models.ForeignKey(
        "customers.Contract", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    product = models.ForeignKey("customers.Product", models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("kernel.Team", models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=20, default="active")
    phase = models.CharField(max_length=20, default="P1")
    phase_since = models.DateTimeField()
    # Plan days of the phase it is in, and the number of its current attempt.
    phase_days = models.PositiveSmallIntegerField(null=True, blank=True)
    attempt_no = models.PositiveSmallIntegerField(default=1)
    temperature_sales = models.PositiveSmallIntegerField(null=True, blank=True)
    temperature_cs = models.PositiveSmallIntegerField(null=True, blank=True)
    live_handoff = models.BooleanField(null=True, blank=True)
    handoff = models.CharField(max_length=20, default="none")
    excluded_purposes = models.JSONField(default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=LIVING & models.Q(contract__isnull=False),
                name="case_once_per_contract",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=STATUSES), name="case_status_known"
            ),
        ]
        indexes = [
            # All that ranks a case: Today and the board read no row of those they do not show.
            models.Index(
                fields=[
                    "status",
                    "phase",
                    "phase_since",
                    "phase_days",
                    "account",
                    "undone_at",
                    "id",
                ],
                name="case_order",
            ),
            models.Index(fields=["account"], name="case_account"),
        ]


class Attempt(Row):
    """One try to launch. A relaunch is the next one; phases and criteria hang on it."""

    DATED = frozenset({"started", "target_end"})

    # Of the file it was imported from.
    key = models.CharField(max_length=200, default="", blank=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    started = models.DateField()
    # When P1 began; empty while the case is at intake.
    began_at = models.DateTimeField(null=True, blank=True)
    target_end = models.DateField()
    ended = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=20, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    phase_set = models.ForeignKey("kernel.Version", models.PROTECT, related_name="+")
    criteria_set = models.ForeignKey(
        "kernel.Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What its product said when it began, and its tier allowed: it keeps that.
    self_onboarding = models.CharField(max_length=10, default="aid")
    # What an imported attempt calls its criteria, where that is no published set.
    criteria_name = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], condition=LIVING, name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=LIVING & ~models.Q(key=""), name="attempt_key_once"
            ),
        ]


class SiteWave(Row):
    """A site or department that is rolled out as a unit."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="waves")
    name = models.CharField(max_length=200)
    site = models.ForeignKey(
        "customers.Site", models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=20, default="parallel")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode__in=["parallel", "pilot_then_spread"]),
                name="site_wave_mode_known",
            ),
            models.UniqueConstraint(
                fields=["attempt", "name"], condition=LIVING, name="site_wave_once"
            ),
        ]


class PhaseCompletion(Row):
    """A phase was passed: by whom, when, with what measured."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="completions")
    wave = models.ForeignKey(
        SiteWave, models.PROTECT, null=True, blank=True, related_name="completions"
    )
    phase = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    measured = models.JSONField(default=dict, blank=True)
    override_reason = models.TextField(default="", blank=True)
    imported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "wave", "phase"],
                condition=LIVING,
                name="phase_completion_once",
            ),
            models.UniqueConstraint(
                fields=["attempt", "phase"],
                condition=LIVING & models.Q(wave__isnull=True),
                name="phase_completion_once_without_wave",
            ),
        ]
        indexes = [
            # What this week brought.
            models.Index(
                fields=["at"], condition=LIVING & models.Q(imported=False), name="phase_passed_at"
            ),
        ]


class CaseStatus(Row):
    """The status overlay of a case from a moment until another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=40, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    # Rule, version and inputs, when the status was found and not set.
    evidence = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=LIVING & models.Q(until__isnull=True),
                name="case_has_one_status",
            ),
        ]
        indexes = [models.Index(fields=["status", "since", "until"], name="case_status_dated")]


class CaseOwner(Row):
    """Who led a case from a moment until another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="owners")
    person = models.ForeignKey("kernel.Person", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=LIVING & models.Q(until__isnull=True),
                name="case_has_one_owner",
            ),
        ]


class Watch(Row):
    """The time after completion until retention takes over."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="watches")
    since = models.DateTimeField()
    ends_on = models.DateField()
    stalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=LIVING, name="watch_once"),
        ]
