"""A signal as a row: what it says, why, since when, and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.customers.models import Account
from senro.health.queries.signals import Told, in_order, in_state, todo_of, told, visible_signals
from senro.kernel.rules.access import Actor, allowed

from ..customers.shared import href_of
from ..customers.words import HEALTH_LEVELS
from ..onboarding.shapes.why import why

SHOWN_ON_ACCOUNT = 20
OUTCOME_WORDS: dict[str, Any] = {
    "useful": _("Useful"),
    "handled": _("Handled"),
    "false_alarm": _("False alarm"),
    "dismissed": _("Dismissed"),
}
STATE_WORDS: dict[str, Any] = {
    "open": pgettext_lazy("signal", "Waiting"),
    "snoozed": _("Put off"),
    "settled": _("Settled"),
    "closed": _("Over"),
}
SEVERITY_WORDS: dict[str, Any] = {
    "stop": _("Act now"),
    "care": _("Watch closely"),
    "go": _("Suggestion"),
}
# What a detector looked at, where it is no metric: its key and its words.
INPUT_WORDS: dict[str, Any] = {
    "activated": _("Activated devices"),
    "before": _("A week before"),
    "days": _("Days in question"),
    "devices": _("Devices"),
    "feature": _("Feature"),
    "format": _("Another way"),
    "ignored": _("Invitations ignored"),
    "last_heard": _("Last heard from"),
    "last_used": _("Last used"),
    "learned": _("Learned by"),
    "learned_on": _("Learned on"),
    "left_on": _("Left on"),
    "level": pgettext_lazy("health", "Level"),
    "level_before": _("Level a week before"),
    "model": _("Health model"),
    "not_again": _("Not once more"),
    "silent": _("Devices without data"),
    "points": _("By how many points at least"),
    "since": _("Since when"),
    "times": _("Times in question"),
    "topic": _("Topic"),
    "unused_days": _("Days unused"),
    "within_days": _("Looked at, in days"),
}


def row_of(one: Told, actor: Actor) -> dict[str, Any]:
    """One line."""
    row = one.signal
    evidence = row.evidence
    inputs = {code: _plain(value) for code, value in evidence.get("inputs", {}).items()}
    inputs |= evidence.get("limits", {})
    if evidence.get("detector"):
        inputs.pop("contact", None)  # the sentence has the name
        for level in ("level", "level_before"):
            inputs |= (
                {level: HEALTH_LEVELS[inputs[level]]} if inputs.get(level) in HEALTH_LEVELS else {}
            )
        inputs = {str(INPUT_WORDS.get(code, code)): value for code, value in inputs.items()}
    todo = todo_of(row)
    return {
        "signal": row,
        "title": one.title,
        "sentence": one.sentence,
        "state": one.state,
        "state_words": STATE_WORDS[one.state],
        "outcome": OUTCOME_WORDS.get(row.outcome, ""),
        "severity_words": SEVERITY_WORDS[row.severity],
        "href": href_of(row.account.key),
        "why": why(
            one.sentence, evidence.get("rule", ""), str(evidence.get("version", "")), inputs
        ),
        "todo": todo["title"] if todo and one.state in ("open", "snoozed") else "",
        "may_take": allowed(actor, "case.change", row.account.team_id),
        "may": allowed(actor, "account.change", row.account.team_id) and one.state != "closed",
    }


def signals_of(actor: Actor, account: Account, at: datetime) -> list[dict[str, Any]]:
    """What waits for somebody at one account."""
    rows = in_state(visible_signals(actor).filter(account=account), "open", at)
    return [row_of(one, actor) for one in told(in_order(rows)[:SHOWN_ON_ACCOUNT], at)]


def kinds_of(rows: list[tuple[str, str, str, int]], japanese: bool) -> list[tuple[str, Any, int]]:
    """The kinds that the list has, for its filter: (code, words, how many)."""
    found: dict[str, tuple[str, int]] = {}
    for code, ja, en, count in rows:
        words, so_far = found.get(code, (ja if japanese else en, 0))
        found[code] = (words, so_far + count)
    return [(code, words, count) for code, (words, count) in sorted(found.items())]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in sorted(value.items()))
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value
