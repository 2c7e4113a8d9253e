"""What a team is asked first, as policies. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MONTHS = re.compile(r"add_months\(\s*today\(\)\s*,\s*-\s*(\d{1,2})\s*\)")
MOST_MONTHS = 24
# How a team divides the work; the names are those that teams use.
ORG_MODELS = (
    "dedicated_team",
    "everyone_csm",
    "onboarding_and_retention",
    "through_resellers",
    "saas_with_nps",
)
TITLES = {
    "org_model": {"ja": "体制の型", "en": "How the team is organised"},
    "tier_meaning": {"ja": "ティアの意味", "en": "What the tiers mean"},
}


def months_of(rule: Any) -> int | None:
    """After how many months without an answer a case is stalled; None for a rule of one's own."""
    found = MONTHS.findall(rule) if isinstance(rule, str) else []
    return int(found[0]) if len(found) == 1 else None


def with_months(rule: str, months: int) -> str:
    """The same rule with another number of months."""
    return MONTHS.sub(f"add_months(today(), -{months})", rule)


def revised(body: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The policies with these values: `{code: {"value": …, "tiers": {…}}}`; the rest as it was."""
    items = [dict(item) for item in body.get("policies", ())]
    known = {item.get("code"): item for item in items}
    for code, given in values.items():
        item = known.get(code)
        if item is None:
            item = {"code": code, "rule": "", "title": TITLES.get(code, {"ja": code, "en": code})}
            items.append(item)
        item.update({name: value for name, value in given.items() if name in ("value", "tiers")})
        if not item.get("tiers"):
            item.pop("tiers", None)
    return {**body, "policies": items}
