"""Policies: the numbers and rules that a team may set, for all or for a tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .reading import Problem, is_count, items_of, shape_problems
from .words import NO_WORDS, Words, words

TIERS = ("ENT", "MM", "SMB")
# What the program itself reads: each must be there, and of its kind.
COUNTS = ("target_days", "grace_days", "watch_days")
RULES = ("at_risk",)


@dataclass(frozen=True)
class Policy:
    """One policy with its value, and what differs for tiers."""

    code: str
    value: Any
    tiers: Mapping[str, Any] = field(default_factory=dict, hash=False)
    title: Words = NO_WORDS
    rule: str = ""

    def of(self, tier: str) -> Any:
        """The value for a tier."""
        return self.tiers.get(tier, self.value)


@dataclass(frozen=True)
class Policies:
    """All policies by their code."""

    by_code: Mapping[str, Policy] = field(hash=False)

    def of(self, code: str, tier: str = "") -> Any:
        """The value of a policy for a tier. Raises KeyError for one that nobody knows."""
        return self.by_code[code].of(tier)


def parse_policies(body: dict[str, Any]) -> Policies:
    """The body of published policies as values."""
    return Policies(
        {
            item["code"]: Policy(
                code=item["code"],
                value=item.get("value"),
                tiers=dict(item.get("tiers") or {}),
                title=words(item.get("title")),
                rule=item.get("rule") or "",
            )
            for item in items_of(body, "policies")
        }
    )


def policies_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps policies from being published."""
    yield from shape_problems(body, "policies")
    items = {str(item.get("code")): item for item in items_of(body, "policies")}
    for code in (*COUNTS, *RULES):
        if code not in items:
            yield Problem(f"policies[{code}]", "required")
    for code, item in items.items():
        tiers = item.get("tiers") or {}
        if not isinstance(tiers, dict) or set(tiers) - set(TIERS):
            yield Problem(f"policies[{code}].tiers", "unknown_value")
            continue
        values = [item.get("value"), *tiers.values()]
        if code in COUNTS and not all(is_count(value, 1) for value in values):
            yield Problem(f"policies[{code}].value", "not_a_count")
