"""Accounts whose health fell from one level to a lower one within a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ..rules import level_of
from ..rules.signals import Found, Kind
from .scores import AccountScore

ORDER = ("stop", "care", "go")


@dataclass
class Falls:
    """Of the scores that were shown: whose computed level is lower than that of a week ago.

    Scores are worked out once, where they are kept; this remembers of them only what fell.
    """

    inputs: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def see(self, one: AccountScore) -> None:
        """Where one of the two levels is unknown nothing is said."""
        # A person has judged it: until their day is over, their word is not called a fall.
        if one.override is not None:
            return
        then, now = level_of(one.model, one.before), one.score.level
        if then not in ORDER or now not in ORDER or ORDER.index(now) >= ORDER.index(then):
            return
        self.inputs[one.account.pk] = {
            "health": one.score.points,
            "before": one.before,
            "level": now,
            "level_before": then,
            "model": one.version,
        }

    def found(self, kind: Kind) -> Iterator[Found]:
        """Each fall as a signal of this kind: of so many points, a step over a border alone is none."""
        least = kind.limits.get("points", 0)
        for pk, inputs in self.inputs.items():
            if inputs["before"] - inputs["health"] >= least:
                yield Found(pk, kind, "", kind.evidence(inputs), inputs["level"])
