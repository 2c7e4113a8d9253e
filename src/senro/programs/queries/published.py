"""Which version of a part of the method holds at an instant."""

from __future__ import annotations

from datetime import datetime

from senro.kernel.memo import recalled, remembered
from senro.kernel.models import Version
from senro.kernel.queries import published as in_effect
from senro.kernel.queries.versions import history_of


def published(kind: str, code: str, at: datetime) -> Version | None:
    """The version in effect at an instant; before the first one, the first one.

    History that is filled in later speaks of days on which nothing was published yet.
    """
    return remembered(
        ("version", kind, code, at),
        lambda: _in_effect(kind, code, at) or history_of(kind, code).last(),
    )


def _in_effect(kind: str, code: str, at: datetime) -> Version | None:
    whole: list[Version] | None = recalled(("version", kind, "*", at))
    if whole is None:
        return in_effect(kind, code, at)
    return next((version for version in whole if version.code == code), None)
