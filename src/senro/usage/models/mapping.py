"""Whose an event is: what people said, and what waits because nobody has."""

from __future__ import annotations

from django.db import models

from senro.customers.models import Account
from senro.kernel.models import LIVING, Row, uuid7

GROUP, USER, DOMAIN = "group", "user", "domain"


class AccountMapping(Row):
    """A group, user or mail domain of the product belongs to an account."""

    PERSONAL = frozenset({"value"})

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=300)
    account = models.ForeignKey(Account, models.PROTECT, related_name="mappings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=LIVING, name="account_mapping_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[GROUP, USER, DOMAIN]), name="account_mapping_kind"
            ),
        ]


class AppliedMapping(models.Model):
    """What the event table was told of a mapping: apart from it, so that a mapping can be undone."""

    mapping = models.OneToOneField(
        AccountMapping, models.CASCADE, primary_key=True, related_name="applied"
    )
    # Empty once it was taken back.
    account_key = models.CharField(max_length=100, default="", blank=True)

    def __str__(self) -> str:
        return self.account_key


class Forgetting(models.Model):
    """Ids whose events are to be taken out of the table; blank once they are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Whose: one person's ids, or one account's key.
    ids = models.JSONField(default=list, blank=True)
    account_key = models.CharField(max_length=100, default="", blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.pk)


class WaitingSubject(models.Model):
    """A user or group whose events wait in the table without an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Of the three ids: together they are too long for an index.
    digest = models.CharField(max_length=32, unique=True)
    # Empty where the event named none.
    group_id = models.CharField(max_length=300, default="", blank=True)
    user_id = models.CharField(max_length=300, default="", blank=True)
    anonymous_id = models.CharField(max_length=300, default="", blank=True)
    domain = models.CharField(max_length=254, default="", blank=True)
    # What `identify` said of the user meanwhile, to be put once the account is known.
    traits = models.JSONField(default=dict, blank=True)
    events = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["resolved_at", "-events"], name="waiting_subject_open")]

    def __str__(self) -> str:
        return self.group_id or self.user_id or self.anonymous_id


class UserAlias(models.Model):
    """Two ids of one person: what `alias` said, and `identify` of somebody anonymous before."""

    previous_id = models.CharField(max_length=300, primary_key=True)
    user_id = models.CharField(max_length=300)
    learned_at = models.DateTimeField()
    # When what was stored under the previous id was given the new one.
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["applied_at"], name="user_alias_open")]

    def __str__(self) -> str:
        return f"{self.previous_id} → {self.user_id}"


class WorkLease(models.Model):
    """Which of several workers is at something that only one may do at a time."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()
    holder = models.UUIDField()

    def __str__(self) -> str:
        return self.name
