"""What the API says of signals."""

from __future__ import annotations

from typing import Any

from .shapes import Past, Shape


class SignalShape(Shape):
    """A signal with the numbers that raised it, and what somebody made of it."""

    id: str
    account: str
    kind: str
    group: str
    subject: str
    title: str
    severity: str
    state: str
    sentence: str
    evidence: dict[str, Any]
    todo: dict[str, Any] | None
    opened_at: str
    closed_at: str | None
    snoozed_until: str | None
    snooze_reason: str | None
    outcome: str | None
    note: str | None
    settled_at: str | None
    settled_by: str | None
    task: str | None
    version: int


class Signals(Past):
    """A page of signals."""

    items: list[SignalShape]
    next_cursor: str | None
