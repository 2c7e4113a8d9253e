"""Saved views: how somebody, a team or everybody looks at a list."""

from __future__ import annotations

from django.db import models

from .base import LIVING, Row

SCOPES = ("own", "team", "all")


class View(Row):
    """A list under a name: what is left out, which columns, in what order, grouped by what."""

    key = models.CharField(max_length=100)
    # Which list it is of: a code of kernel.lists.
    list = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=4, default="own")
    owner = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("kernel.Team", models.PROTECT, null=True, related_name="+")
    query = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=LIVING, name="view_key_once"),
            models.CheckConstraint(condition=models.Q(scope__in=SCOPES), name="view_scope_known"),
        ]
        indexes = [models.Index(fields=["list", "scope"], name="view_list")]


class DefaultView(Row):
    """The view in which a list opens for somebody."""

    person = models.ForeignKey("kernel.Person", models.CASCADE, related_name="+")
    list = models.CharField(max_length=20)
    view = models.ForeignKey(View, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "list"], condition=LIVING, name="default_view_once"
            ),
        ]
