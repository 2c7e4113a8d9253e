"""Cells that hold a JSON object."""

from __future__ import annotations

import json
from typing import Any

from senro.exchange.rules.said import Refused


def read_object(cell: Any, length: int) -> dict[str, Any] | Refused:
    """An object, as it is or written as JSON."""
    if isinstance(cell, str):
        try:
            cell = json.loads(cell) if len(cell) <= length else None
        except (ValueError, RecursionError):
            cell = None
    return cell if isinstance(cell, dict) else Refused("not_an_object")
