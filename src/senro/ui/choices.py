"""What a field of a form offers, where only the request knows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm


def offer(form: BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field `name` of `form` offer `choices`, pairs of value and words."""
    # Fields are typed by their base, which has no choices; those that are named here have.
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]
