"""Reasons as JSON values."""

from __future__ import annotations

from typing import Any

from senro.kernel.errors import Reason


def reason_dict(reason: Reason) -> dict[str, Any]:
    """A reason as JSON values."""
    return {
        "code": reason.code,
        "message": str(reason.message),
        "rule": reason.rule,
        "inputs": {name: _plain(value) for name, value in reason.inputs.items()},
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
