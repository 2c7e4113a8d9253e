"""Kinds of signals as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..specs.parts import said
from ..specs.signals import DETECTORS, SEVERITIES
from .lines import Group, Row
from .tables import numbered, words_of_rule


def signals(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Kinds in their order, each with the condition or the detector that finds it."""
    rows = []
    for path, one in numbered(body, "kinds"):
        rule = str(one.get("rule") or "")
        title, code = said(one.get("title")), str(one.get("code") or "")
        rows.append(
            Row(path, title, code, _cells(one), rule, words_of_rule(rule, "account", locale))
        )
    return [Group("", "kinds", tuple(rows))]


def _cells(one: Mapping[str, Any]) -> tuple[tuple[Any, Any, str], ...]:
    severity = dict(SEVERITIES).get(str(one.get("severity") or "care"), "")
    detector = str(one.get("detector") or "")
    found = dict(DETECTORS).get(detector, detector) if detector else ""
    limits = one.get("limits") if isinstance(one.get("limits"), Mapping) else {}
    days = limits.get("days") if limits else None
    todo = one.get("todo") if isinstance(one.get("todo"), Mapping) else {}
    return (
        (_("Severity"), severity, ""),
        (pgettext("signal", "Found by"), found, ""),
        (_("From how many days on"), days if days is not None else "", "sn-num"),
        (_("ToDo that is proposed"), said(todo.get("title")) if todo else "", ""),
    )
