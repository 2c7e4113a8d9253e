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
    rows = Meeting.objects.living().order_by("pk")
    rows = rows.select_related("account", "contact", "case__contract", "attempt")
    for row in rows.iterator(CHUNK):
        yield {
            "key": row.key or str(row.pk),
            "account": row.account.key,
            "case": _case(row),
            "contact": row.contact.key if row.contact else "",
            **{name: getattr(row, name) for name in PLAIN},
        }


def _case(row: Meeting) -> str:
    """A name that another installation knows too; its id is only known here."""
    if row.case is None:
        return ""
    if row.attempt is not None and row.attempt.key:
        return row.attempt.key
    return row.case.contract.key if row.case.contract else ""
