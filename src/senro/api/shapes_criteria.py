"""Completion criteria and approvals: what the API gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from .shapes import Past, Shape


class Criterion(Shape):
    """A completion criterion as this attempt was promised it."""

    id: str
    code: str
    element: str
    kind: str
    mandatory: bool
    title: str
    rule: str
    threshold: float | None
    scale: float | None
    window_days: int | None
    per: str
    step: str
    option: str | None
    custom: bool
    state: Literal["met", "waived", "open", "pending_approval", "refused"]
    met: bool
    met_at: datetime | None
    evidence: str
    proof: dict[str, Any] | None
    waiver: dict[str, Any] | None
    waiver_asked: str | None


class Criteria(Past):
    """The criteria of the case's attempt."""

    items: list[Criterion]
    next_cursor: str | None


class WaiverRequest(Criterion):
    """The criterion, and the request that stands in the approvals."""

    approval: str | None


class Promise(Shape):
    """What the customer was told, and what was changed since."""

    told_at: datetime
    digest: str
    version: str
    criteria: list[dict[str, Any]]
    schedule: list[dict[str, Any]]
    target_end: date
    unchanged: bool
    amendments: list[dict[str, Any]]


class OutcomeShape(Shape):
    """What the onboarding achieved, as it can be told."""

    achieved: str
    led_to: str
    evidence: str
    period: dict[str, Any]
    sentence: str
    version: int


class ApprovalShape(Shape):
    """A request for a manager's word."""

    id: str
    kind: str
    title: str
    account: str | None
    case: str | None
    reason: str
    effect: str
    notes: list[str]
    changes: list[dict[str, Any]]
    asked_by: str | None
    asked_at: datetime
    due: date | None
    effective_from: datetime | None
    decision: Literal["approved", "refused"] | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str
    comments: int
    version: int


class Approvals(Shape):
    """A page of requests."""

    items: list[ApprovalShape]
    next_cursor: str | None


class RequestComment(Shape):
    """What somebody said about a request."""

    id: str
    by: str | None
    at: datetime
    text: str


class RequestComments(Shape):
    """The thread of a request, oldest first."""

    items: list[RequestComment]
    next_cursor: str | None


class ElementRow(Shape):
    """How far one product's cases have come with one element."""

    element: str
    statement: str
    product: str | None
    cases: int
    complete: int
    share: float | None
    criteria: int
    met: int


class ByElement(Shape):
    """Completion by element, comparable across products."""

    items: list[ElementRow]
    next_cursor: str | None


class Variance(Shape):
    """How many different sets of criteria stand behind the last completions."""

    cases: int
    distinct: int
    sets: list[dict[str, Any]]
    versions: list[dict[str, Any]]
