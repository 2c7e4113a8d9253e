"""Two people at the same form: who saves second is shown what the first one saved, before it is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms

from senro.kernel.errors import StaleVersion


def mark(values: Mapping[str, Any]) -> str:
    """A short mark of what a form shows; the form sends it back as `seen`."""
    text = json.dumps(values, default=str, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


def overtaken(request: Any, form: forms.Form) -> bool:
    """Whether somebody else has saved this since the form was opened; then the form says so.

    Its mark becomes that of now, so that whoever has looked may save over it.
    """
    seen = request.POST.get("seen", "")
    if not seen or seen == mark(form.initial):
        return False
    form.add_error(None, StaleVersion.message)
    # The form carries them to its page: Django's own class has no such field.
    form.differences = [  # type: ignore[attr-defined]
        (bound.label, _plain(now) or "—", _plain(typed) or "—")
        for bound in form.visible_fields()
        if (now := form.initial.get(bound.name)) is not None or bound.name in form.cleaned_data
        if _plain(typed := form.cleaned_data.get(bound.name)) != _plain(now)
    ]
    return True


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
