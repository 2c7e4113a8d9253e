"""Words after an action, with undo: Django messages that know how to be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"
REDO = "redo:"


def say(
    request: HttpRequest,
    text: Any,
    *,
    undo: str = "",
    level: int = messages.SUCCESS,
    redo: bool = False,
) -> None:
    """Show `text` on this or the next page; `undo` is the address that an undo is POSTed to.

    With `redo` what is taken back is itself an undo, and the button says so.
    """
    mark = REDO if redo else UNDO
    messages.add_message(request, level, str(text), extra_tags=f"{mark}{undo}" if undo else "")


def undo_of(message: Any) -> str:
    """The undo address of a message, or nothing."""
    tags = getattr(message, "extra_tags", "") or ""
    return tags[len(UNDO) :] if tags.startswith((UNDO, REDO)) else ""


def is_redo(message: Any) -> bool:
    """Whether taking it back does something again."""
    return (getattr(message, "extra_tags", "") or "").startswith(REDO)
