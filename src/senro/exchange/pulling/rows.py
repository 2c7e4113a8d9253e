"""Rows of another database as a file of JSON lines, which the importer reads like any other."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any


def write_rows(path: Path, columns: list[str], rows: Iterable[Any], cursor: str) -> tuple[int, Any]:
    """(how many, the cursor's last value as it is kept)."""
    place = columns.index(cursor) if cursor else None
    count, last = 0, None
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            cells = [plain(cell) for cell in row]
            out.write(json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False))
            out.write("\n")
            count += 1
            if place is not None and row[place] is not None:
                last = row[place]
    return count, None if last is None else kept(last)


def plain(value: Any) -> Any:
    """A cell as JSON has it. What has no text of its own, as bytes, is left out."""
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    return str(value)


def kept(value: Any) -> dict[str, Any]:
    """The cursor's value and its type, from which the next question makes a literal."""
    if isinstance(value, datetime):
        return {"type": "instant" if value.tzinfo else "datetime", "value": value.isoformat()}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return {"type": "number", "value": str(value)}
    return {"type": "text", "value": str(value)}
