"""What a filter over events may say, and reading one. Nothing here loads the engine of queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from senro.kernel.rules.language import Name, Rule, check
from senro.kernel.rules.language.names import Type
from senro.kernel.rules.language.tree import (
    Between,
    Compare,
    In,
    IsNull,
    Literal,
    Logic,
    Not,
    Ref,
    walk,
)

# Name in a filter -> column of the event table, with its words.
FIELDS: dict[str, tuple[str, str, str]] = {
    "event": ("name", "イベント名・機能名", "Event or feature"),
    "type": ("type", "種類(track, page, screen)", "Type (track, page, screen)"),
    "source": ("source", "送信元", "Source"),
    "end_user": ("end_user", "利用者", "End user"),
    "device": ("device_id", "デバイス", "Device"),
    "session": ("session_id", "セッション", "Session"),
}
PROPERTY_TYPES: tuple[Type, ...] = ("text", "number", "boolean")
_ALLOWED = (Between, Compare, In, IsNull, Literal, Logic, Not, Ref)


def field_names(properties: Mapping[str, str]) -> dict[str, Name]:
    """What a filter may mention: fields of events, and the properties that were declared."""
    found = {
        code: Name(code, "text", {"ja": ja, "en": en}) for code, (_column, ja, en) in FIELDS.items()
    }
    for code, kind in properties.items():
        found[code] = Name(code, cast(Type, kind), {"ja": code, "en": code})
    return found


def parse_filter(text: str, properties: Mapping[str, str]) -> Rule:
    """A checked filter. Raises RuleError; functions and arithmetic are not for events."""
    return check(text, field_names(properties))


def not_for_events(rule: Rule) -> bool:
    """Whether a rule uses what only rules about accounts and cases can."""
    return any(not isinstance(node, _ALLOWED) for node in walk(rule.tree))
