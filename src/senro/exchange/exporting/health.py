"""External scores as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from senro.health.models import ExternalScore

CHUNK = 2_000


def health_rows() -> Iterator[dict[str, Any]]:
    """Every external score, account by account and day by day."""
    rows = ExternalScore.objects.living().select_related("account")
    for row in rows.order_by("account__key", "day", "axis").iterator(CHUNK):
        yield {
            "account": row.account.key,
            "date": row.day,
            "score": row.score,
            "axis": row.axis,
            "level": row.level,
            "source": row.source,
        }
