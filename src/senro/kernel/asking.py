"""Putting a request into the queue of approvals, inside a domain's own verb."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import models

from .approvals import APPROVALS
from .models import Approval, kind_of
from .verbs import Change


def open_request(kind: str, subject: models.Model) -> Approval | None:
    """The request about a thing that waits for its decision."""
    rows = Approval.objects.living().filter(kind=kind, subject_id=subject.pk, decision="")
    return rows.first()


def ask(
    change: Change,
    kind: str,
    *,
    subject: models.Model,
    reason: str,
    team_id: UUID | None = None,
    due: date | None = None,
    effective_from: datetime | None = None,
    digest: str = "",
) -> Approval:
    """Put a request into the queue; asked again, the open one takes the new words."""
    if kind not in APPROVALS:
        raise LookupError(f"no approval {kind} is registered")
    values = {
        "reason": reason.strip(), "due": due, "effective_from": effective_from, "digest": digest,
    }  # fmt: skip
    there = open_request(kind, subject)
    if there is not None:
        change.update(there, **values)
        return there
    row = Approval(
        kind=kind,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        team_id=team_id,
        **values,
    )
    return change.create(row)


def settle_request(change: Change, kind: str, subject: models.Model, decision: str) -> None:
    """What was asked for has been decided by doing it."""
    there = open_request(kind, subject)
    if there is not None:
        change.update(
            there, decision=decision, decided_at=change.at, decided_by_id=change.by.person_id
        )
