"""The queue of what needs a manager's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from ..approvals import APPROVALS, ApprovalKind, Described
from ..models import Approval, ApprovalComment
from ..rules.access import Actor, allowed


@dataclass(frozen=True)
class ApprovalLine:
    """One request with its words. `comments` are counted; the thread is read on its own."""

    row: Approval
    kind: ApprovalKind
    told: Described
    comments: int = 0


def visible_approvals(actor: Actor) -> QuerySet[Approval]:
    """All requests for whoever sees everything, else one's own; kinds that nobody knows are left out."""
    rows = Approval.objects.living().filter(kind__in=list(APPROVALS))
    return rows if actor.sees_everything else rows.filter(created_by_id__in=[actor.person_id])


def approval_lines(rows: Iterable[Approval], *, at: datetime) -> list[ApprovalLine]:
    """The rows with their words, in the order given; what is gone since is left out."""
    found = list(rows)
    by_kind: dict[str, list[Approval]] = defaultdict(list)
    for row in found:
        by_kind[row.kind].append(row)
    told: dict[UUID, Described] = {}
    for name, group in by_kind.items():
        told |= APPROVALS[name].describe(group, at)
    counts = _comment_counts(found)
    return [
        ApprovalLine(row, APPROVALS[row.kind], told[row.pk], counts.get(row.pk, 0))
        for row in found
        if row.pk in told
    ]


def _comment_counts(rows: Sequence[Approval]) -> dict[UUID, int]:
    if not rows:
        return {}
    living = ApprovalComment.objects.living().filter(approval__in=[row.pk for row in rows])
    counted = living.values("approval").annotate(n=Count("pk"))
    return {row["approval"]: row["n"] for row in counted}


def comments_on(approval: Approval) -> list[ApprovalComment]:
    """What was said, oldest first."""
    rows = approval.comments.filter(undone_at=None).select_related("created_by")
    return list(rows.order_by("created_at", "pk"))


def open_approvals(actor: Actor) -> int:
    """The number beside the menu: what this person may decide."""
    if not allowed(actor, "approval.decide"):
        return 0
    return Approval.objects.filter(Q(undone_at=None), decision="", kind__in=list(APPROVALS)).count()
