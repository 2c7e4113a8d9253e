"""Rows of the kernel."""

from .approvals import Approval, ApprovalComment
from .base import LIVING, LivingQuerySet, Row, kind_of, uuid7
from .dated import DatedValue
from .facts import Cursor, Fact, FactAbout, PersonalText
from .metrics import MetricRun, MetricStale, MetricValue
from .people import ApiKey, Membership, Organization, Person, Team
from .records import (
    FailedReaction,
    File,
    IdempotencyKey,
    JobLease,
    Notification,
    Schedule,
    Version,
)
from .threads import Comment, Favourite, Visit
from .views import DefaultView, View

__all__ = [
    "LIVING",
    "ApiKey",
    "Approval",
    "ApprovalComment",
    "Comment",
    "Cursor",
    "DatedValue",
    "DefaultView",
    "Fact",
    "FactAbout",
    "FailedReaction",
    "Favourite",
    "File",
    "IdempotencyKey",
    "JobLease",
    "LivingQuerySet",
    "Membership",
    "MetricRun",
    "MetricStale",
    "MetricValue",
    "Notification",
    "Organization",
    "Person",
    "PersonalText",
    "Row",
    "Schedule",
    "Team",
    "Version",
    "View",
    "Visit",
    "kind_of",
    "uuid7",
]
