"""What is done within a case: meetings, tasks, criteria, structure, outcome."""

from __future__ import annotations

from django.db import models

from senro.kernel.models import LIVING, Row

from .cases import Attempt, Case, SiteWave

MEETING_KINDS = (
    "handoff",
    "kickoff",
    "regular",
    "consulting",
    "coaching",
    "onsite",
    "briefing",
    "training",
    "review",
    "closing",
    "call",
    "mail",
    "seminar",
    "other",
)
CONFIRMATIONS = ("purpose", "goal", "wish", "structure", "criteria", "schedule", "next_step")


class Meeting(Row):
    """A meeting with the customer, held or planned."""

    PERSONAL = frozenset({"notes"})

    key = models.CharField(max_length=300, default="", blank=True)
    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="meetings")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="meetings")
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    held_at = models.DateTimeField()
    direction = models.CharField(max_length=10, default="inbound")
    channel = models.CharField(max_length=20, default="", blank=True)
    minutes_explained = models.PositiveIntegerField(null=True, blank=True)
    minutes_heard = models.PositiveIntegerField(null=True, blank=True)
    confirmed = models.JSONField(default=list, blank=True)
    temperature = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(temperature__isnull=True) | models.Q(temperature__range=(1, 5)),
                name="meeting_temperature_range",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-held_at"], name="meeting_account"),
            models.Index(fields=["case", "kind"], name="meeting_case"),
        ]


class Task(Row):
    """Something to do, on our side or the customer's. Dated on business days."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="tasks")
    template = models.CharField(max_length=60, default="", blank=True)
    side = models.CharField(max_length=10)
    phase = models.CharField(max_length=20)
    # Words of the template in both languages, or of the person who wrote it.
    title_ja = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    # Where its day was moved: the one it had at first.
    planned_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    layer = models.CharField(max_length=20, default="", blank=True)
    touch = models.CharField(max_length=4, default="high")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")

    DATED = frozenset({"due_on", "done_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "template"],
                condition=LIVING & ~models.Q(template=""),
                name="task_template_once",
            ),
            models.CheckConstraint(
                condition=models.Q(side__in=["vendor", "customer"]), name="task_side"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "done_at", "due_on"], name="task_owner"),
            models.Index(fields=["attempt", "phase"], name="task_attempt"),
            # What is late or due soon, of everybody: few of all that was ever asked.
            models.Index(
                fields=["due_on", "attempt"],
                condition=LIVING & models.Q(done_at=None),
                name="task_due_open",
            ),
        ]


class StructureMember(Row):
    """Who at the customer stands for the project: owner, sponsor, site leads."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="structure")
    role = models.CharField(max_length=12)
    contact = models.ForeignKey("customers.Contact", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "role", "contact"], condition=LIVING, name="structure_once"
            ),
        ]


class GateAttestation(Row):
    """Somebody vouches for a gate's item that cannot be measured yet."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="attestations")
    # For one site; empty when it counts for all of them.
    wave = models.ForeignKey(SiteWave, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40)
    evidence = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "code"],
                condition=LIVING & models.Q(wave__isnull=True),
                name="gate_attestation_once",
            ),
            models.UniqueConstraint(
                fields=["attempt", "wave", "code"],
                condition=LIVING & models.Q(wave__isnull=False),
                name="gate_attestation_once_a_wave",
            ),
        ]


class FeatureWish(Row):
    """By when the customer wants to use which function."""

    DATED = frozenset({"want_by"})

    case = models.ForeignKey(Case, models.PROTECT, related_name="wishes")
    feature = models.CharField(max_length=100)
    want_by = models.DateField(null=True, blank=True)
    declared_by = models.CharField(max_length=200, default="", blank=True)
    achieved_on = models.DateField(null=True, blank=True)


class PromotionPolicy(Row):
    """How the customer goes on after onboarding: an owner and dated steps."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="promotion_policies")
    owner = models.CharField(max_length=200)
    # Each with `what` and `due` (an ISO day).
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=LIVING, name="policy_once"),
        ]


class Outcome(Row):
    """What the onboarding achieved, in three parts that can be told."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="outcomes")
    achieved = models.TextField()
    led_to = models.TextField()
    evidence = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=LIVING, name="outcome_once"),
        ]


class TodayMark(Row):
    """A row of somebody's Today that was done or put off."""

    person = models.ForeignKey("kernel.Person", models.CASCADE, related_name="+")
    item = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    # Comes back with the next thing that the customer says.
    waits_for_answer = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "item"], name="today_mark_item")]
