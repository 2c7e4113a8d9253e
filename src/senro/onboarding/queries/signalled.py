"""What a domain above has to say about accounts, for Today: onboarding only asks, and ranks by it.

set_source(waiting=..., told=...)      # in the registry of the domain that finds signals
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

# By severity: where such a signal stands in the order of Today.
KINDS = {"stop": "signal_stop", "care": "signal_care", "go": "suggestion"}


@dataclass(frozen=True)
class Signalled:
    """The most pressing signal of an account, and how many more there are of its severity."""

    id: UUID
    severity: str
    title_ja: str
    title_en: str
    since: date
    number: int
    evidence: dict[str, Any]


Waiting = Callable[[datetime], QuerySet[Any]]
Told = Callable[[Collection[UUID], datetime, str], dict[UUID, list[Signalled]]]
_source: list[tuple[Waiting, Told]] = []


def set_source(*, waiting: Waiting, told: Told) -> None:
    """`waiting`: (account, severity) of all signals that wait; `told`: the signals of some."""
    _source[:] = [(waiting, told)]


def signalled(at: datetime) -> dict[UUID, set[str]]:
    """The severities of the signals that wait, by account."""
    found: dict[UUID, set[str]] = {}
    for account, severity in _source[0][0](at) if _source else ():
        found.setdefault(account, set()).add(severity)
    return found


def signals_told(
    accounts: Collection[UUID], at: datetime, zone: str
) -> dict[UUID, list[Signalled]]:
    """The first signal of each severity, the most pressing first, by account."""
    return _source[0][1](accounts, at, zone) if _source and accounts else {}
