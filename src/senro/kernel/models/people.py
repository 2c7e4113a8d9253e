"""People, teams, keys, and the one organisation of this installation."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .base import LIVING, Row, uuid7


class Organization(models.Model):
    """The vendor that this installation serves. There is exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="Asia/Tokyo")
    locale = models.CharField(max_length=5, default="ja")
    currency = models.CharField(max_length=3, default="JPY")
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="organization_is_one")]


class PersonManager(BaseUserManager["Person"]):
    """Finds people for sign-in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: staff of the vendor or of a customer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("E-mail"))
    name = models.CharField(_("Name"), max_length=100)
    roles = models.JSONField(default=list)
    locale = models.CharField(max_length=5, default="", blank=True)
    theme = models.CharField(max_length=5, default="", blank=True)
    is_active = models.BooleanField(default=True)
    partner_key = models.CharField(max_length=100, default="", blank=True)
    account_key = models.CharField(max_length=100, default="", blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    PERSONAL: frozenset[str] = frozenset({"email", "name"})
    SECRET: frozenset[str] = frozenset({"password"})

    objects = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def initial(self) -> str:
        """The one character that stands for the person on a card."""
        return (self.name or self.email)[:1]


class Team(Row):
    """A team: cases and accounts belong to one."""

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="team_key_once"),
        ]


class Membership(Row):
    """A person in a team, from a day until another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)


class ApiKey(Row):
    """A key acts as a person and never has more than its scope. Only a digest is kept."""

    SECRET: frozenset[str] = frozenset({"digest"})

    name = models.CharField(max_length=100)
    person = models.ForeignKey(Person, models.CASCADE, related_name="api_keys")
    scope = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["read", "write", "ingest"]), name="api_key_scope"
            ),
        ]
