"""Words after an action, with undo: Django messages that know how to be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def say(request: HttpRequest, text: Any, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Show `text` on this or the next page; `undo` is the address that an undo is POSTed to."""
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_of(message: Any) -> str:
    """The undo address of a message, or nothing."""
    tags = getattr(message, "extra_tags", "") or ""
    return tags[len(UNDO) :] if tags.startswith(UNDO) else ""
