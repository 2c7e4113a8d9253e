"""Meetings as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from senro.onboarding.models import Meeting

CHUNK = 2_000
PLAIN = (
    "kind", "held_at", "direction", "channel", "minutes_explained", "minutes_heard", "confirmed",
    "temperature", "notes",
)  # fmt: skip


def meeting_rows() -> Iterator[dict[str, Any]]:
    """Meetings; one that was recorded here is named by its id."""
    rows = Meeting.objects.living().select_related("account", "contact").order_by("pk")
    for row in rows.iterator(CHUNK):
        yield {
            "key": row.key or str(row.pk),
            "account": row.account.key,
            "case": str(row.case_id) if row.case_id else "",
            "contact": row.contact.key if row.contact else "",
            **{name: getattr(row, name) for name in PLAIN},
        }
