"""How long events are kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings


def kept_for() -> timedelta:
    """Events older than this are refused, and deleted at night."""
    return timedelta(days=settings.EVENTS_KEPT_DAYS)
