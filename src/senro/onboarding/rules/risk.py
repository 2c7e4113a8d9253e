"""Why a case is at risk or stalled: the true parts of the rule, and what they rest on. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from senro.kernel.rules.language import Part

# A number of days grows by itself; what it counts from does not.
RESTS_ON = {
    "days_since_inbound_contact": "last_inbound_at",
    "last_inbound_on": "last_inbound_at",
    "contact_attempts_since_inbound": "last_inbound_at",
    "channels_tried_since_inbound": "last_inbound_at",
    "phase_age_days": "phase_since",
}


@dataclass(frozen=True)
class Search:
    """What a policy looks for: which status it gives, and to cases of which.

    `by_people`: people give this status too. What they gave they take back, and evidence that a
    case has left behind, however that came, does not count again.
    """

    policy: str
    status: str
    sources: tuple[str, ...]
    by_people: bool = False


AT_RISK = Search("at_risk", "at_risk", ("active",))
STALLED = Search("stalled", "stalled", ("active", "at_risk"), by_people=True)


@dataclass(frozen=True)
class TruePart:
    """One statement of the rule that holds, in both languages."""

    code: str
    ja: str
    en: str
    inputs: Mapping[str, Any]


def true_parts(ja: tuple[Part, ...], en: tuple[Part, ...]) -> tuple[TruePart, ...]:
    """The statements that are true, from the explanations in both languages."""
    return tuple(
        TruePart(first.names[0] if first.names else "rule", first.text, second.text, first.values)
        for first, second in zip(ja, en, strict=True)
        if first.truth
    )


def evidence(
    rule: str, version: str, parts: tuple[TruePart, ...], times: Mapping[str, str]
) -> dict[str, Any]:
    """What the status keeps: rule, version, inputs with times, and sentences."""
    inputs = {name: plain(value) for part in parts for name, value in part.inputs.items()}
    rests = {RESTS_ON[name] for name in inputs if name in RESTS_ON}
    inputs |= {name: times[name] for name in sorted(rests) if name in times}
    return {
        "rule": rule,
        "version": version,
        "inputs": inputs,
        "texts": {"ja": "。".join(p.ja for p in parts), "en": "; ".join(p.en for p in parts)},
        "parts": [
            {
                "code": part.code,
                "text": {"ja": part.ja, "en": part.en},
                "inputs": {name: plain(value) for name, value in part.inputs.items()},
            }
            for part in parts
        ],
        "key": key_of(rule, parts, times),
    }


def key_of(rule: str, parts: tuple[TruePart, ...], times: Mapping[str, str]) -> str:
    """The same for the same evidence, however many days have passed."""
    rests = [
        (name, times.get(RESTS_ON[name], "") if name in RESTS_ON else plain(value))
        for part in parts
        for name, value in sorted(part.inputs.items())
    ]
    text = json.dumps([rule, rests], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
